using System.Text;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Hostile;

/// <summary>Noise on the wire of a running server: connections end or wait for more, the server answers everyone else.</summary>
public sealed class RandomBytesTests
{
    // Reproducible: a failure names the round.
    private const int Seed = 20260301;
    private const int Rounds = 300;

    [Fact]
    public async Task Noise_in_place_of_frames_ends_at_most_its_own_connection()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var other = await host.JoinAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(Seed + round);
            using (var client = await WireSocket.JoinAsync(host))
                await client.SendAsync([.. Enumerable.Range(0, 5).Select(_ => Noise(random))]);
            await other.SendAsync($"""42["echo",{round}]""");
            Assert.Equal($"""42["echo",{round}]""", await other.ReadAsync());
        }

        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 1, "the noisy ones are gone");
    }

    [Fact]
    public async Task Noise_in_a_post_is_refused_or_read_but_never_a_fault_of_the_server()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(Seed + round);
            var client = await host.OpenPollingAsync();
            await client.JoinAsync();
            var (status, body) = await client.PostAsync(Body(random));
            Assert.True(status is 200 or 400, $"round {round}: {status} {body}");
            await client.PostAsync("1");
        }

        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 0, "all are gone");
    }

    [Fact]
    public async Task Noise_in_a_request_line_is_a_fault_of_the_client()
    {
        await using var host = await TestHost.StartAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(Seed + round);
            string[] pieces = ["EIO=4", "transport=polling", "transport=websocket", "sid=", "sid=x", "%", "%00", "&", "=", "EIO=", "t=1", "[]", "b64=1", "\u00e9", "%e9"];
            var query = string.Join('&', random.GetItems(pieces, 5).Select(Uri.EscapeDataString).Select(piece => piece.Replace("%3D", "=", StringComparison.Ordinal)));
            var methods = new[] { "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "TRACE", "OPTIONS" };
            using var request = new HttpRequestMessage(new HttpMethod(methods[round % methods.Length]), $"/socket.io/?{query}");
            using var response = await host.Http.SendAsync(request);
            Assert.True((int)response.StatusCode is 200 or 204 or (>= 400 and < 500), $"{request.Method} {query}: {response.StatusCode}");
        }
    }

    /// <summary>Nothing but noise, or a frame that is right on the outside.</summary>
    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return random.Next(4) switch
        {
            0 => bytes,
            1 => Frames.Of((Opcode)random.Next(16), bytes, fin: random.Next(2) == 0, masked: random.Next(8) > 0),
            2 => Frames.Of(Opcode.Binary, bytes),
            _ => Frames.Text("42[\"echo\"," + random.Next() + (random.Next(2) == 0 ? "]" : "")),
        };
    }

    private static byte[] Body(Random random)
    {
        string[] pieces = ["4", "42", "[\"echo\"", ",1", "]", "\x1e", "b", "AQID", "3", "6", "451-", "{\"_placeholder\":true,\"num\":0}", "/", ",", "\u00e9", "40", "41"];
        var bytes = Encoding.UTF8.GetBytes(string.Concat(random.GetItems(pieces, random.Next(1, 8))));
        if (random.Next(3) == 0)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
