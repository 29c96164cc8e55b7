using System.Text;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Framing;

/// <summary>The same messages cut at random, into fragments and then into writes, are the same messages.</summary>
public sealed class SegmentationTests
{
    // Reproducible: a failure names the round.
    private const int Seed = 64550;

    [Fact]
    public async Task Messages_arrive_whole_and_in_order_however_they_are_cut()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        for (var round = 0; round < 60; round++)
        {
            var random = new Random(Seed + round);
            using var client = await WireSocket.JoinAsync(host);
            string[] packets = [.. Enumerable.Range(0, random.Next(1, 6)).Select(i => $"42[\"echo\",\"{round}.{i}\",\"{Text(random)}\"]")];
            List<byte> bytes = [];
            var pings = 0;
            foreach (var packet in packets)
                pings += Append(bytes, Encoding.UTF8.GetBytes(packet), random);

            // The client reads while it writes: the answers are larger than what the kernel would hold for it.
            var reading = ReadAsync(client, packets.Length, pings);
            for (var at = 0; at < bytes.Count;)
            {
                var length = Math.Min(bytes.Count - at, random.Next(3) == 0 ? random.Next(1, 8) : random.Next(1, 5000));
                await client.SendAsync([.. bytes.GetRange(at, length)]);
                at += length;
            }

            Assert.Equal(packets, await reading);
        }
    }

    /// <summary>One text message in random fragments, some of them empty, with pings in between. The answer is how many.</summary>
    private static int Append(List<byte> bytes, byte[] message, Random random)
    {
        var pings = 0;
        for (var (at, isFirst, isLast) = (0, true, false); !isLast; isFirst = false)
        {
            var length = random.Next(4) == 0 ? 0 : random.Next(1, Math.Max(2, message.Length / 2));
            isLast = at + length >= message.Length;
            var part = message[at..(isLast ? message.Length : at + length)];
            at += length;
            bytes.AddRange(Frames.Of(isFirst ? Opcode.Text : Opcode.Continuation, part, fin: isLast));
            if (random.Next(3) != 0)
                continue;
            bytes.AddRange(Frames.Of(Opcode.Ping, part.Length > 125 ? part[..125] : part));
            pings++;
        }

        return pings;
    }

    private static async Task<List<string>> ReadAsync(WireSocket client, int texts, int pongs)
    {
        List<string> read = [];
        while (read.Count < texts || pongs > 0)
        {
            var frame = await client.ReadAsync();
            Assert.True(frame.Fin);
            if (frame.Opcode == Opcode.Pong)
                pongs--;
            else
                read.Add(frame.Text);
        }

        Assert.Equal(0, pongs);
        return read;
    }

    private static string Text(Random random) =>
        string.Concat(random.GetItems(["a", "é", "漢", "😀", "-", "0"], random.Next(10) == 0 ? random.Next(30_000) : random.Next(200)));
}
