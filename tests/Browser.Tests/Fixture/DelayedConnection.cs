using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Matinee.Browser.Tests.Fixture;

/// <summary>One TCP connection through the proxy. A chunk never overtakes the one before it, as in TCP.</summary>
internal sealed class DelayedConnection(Socket client, int target, DelayProxy network, int seed)
{
    private const int ChunkBytes = 32 * 1024;

    /// <summary>What may be under way in one direction.</summary>
    private const int ChunksUnderWay = 64;

    private const double PacedBytesPerSecond = Clips.BytesPerSecond * 1.3;

    private static readonly TimeSpan HoldPoll = TimeSpan.FromMilliseconds(5);

    private readonly Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Whether the newest request on this connection asks for the film; connections are used again.</summary>
    private volatile bool carriesFilm;

    public bool CarriesFilm => carriesFilm;

    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            client.NoDelay = true;
            server.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, target, ct);
            await Task.WhenAll(
                PumpAsync(client, server, new Random(seed), isUpstream: true, ct),
                PumpAsync(server, client, new Random(seed + 1), isUpstream: false, ct));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side may go at any time: the other one is told by the end of its connection.
        }
        finally
        {
            Cut();
        }
    }

    public void Cut()
    {
        client.Dispose();
        server.Dispose();
    }

    /// <summary>Ends it so that the browser's machine drops what it had not read yet.</summary>
    public void Reset()
    {
        try
        {
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in the same moment.
        }

        Cut();
    }

    private async Task PumpAsync(Socket from, Socket to, Random random, bool isUpstream, CancellationToken ct)
    {
        var underWay = Channel.CreateBounded<Chunk>(ChunksUnderWay);
        await Task.WhenAll(ReadAsync(from, underWay.Writer, random, isUpstream, ct), WriteAsync(to, underWay.Reader, isUpstream, ct));
    }

    private async Task ReadAsync(Socket from, ChannelWriter<Chunk> underWay, Random random, bool isUpstream, CancellationToken ct)
    {
        try
        {
            var buffer = new byte[ChunkBytes];
            while (await from.ReceiveAsync(buffer, ct) is > 0 and var count)
            {
                if (isUpstream && buffer.AsSpan(0, count).StartsWith("GET "u8)) carriesFilm = buffer.AsSpan(0, count).StartsWith("GET /media/"u8);
                await underWay.WriteAsync(new Chunk(buffer[..count], Stopwatch.GetTimestamp(), Lateness(random)), ct);
            }
        }
        catch (SocketException)
        {
            // A killed server resets its connections; what it had sent still arrives.
        }
        finally
        {
            underWay.TryComplete();
        }
    }

    private async Task WriteAsync(Socket to, ChannelReader<Chunk> underWay, bool isUpstream, CancellationToken ct)
    {
        await foreach (var chunk in underWay.ReadAllAsync(ct))
        {
            var left = chunk.Lateness - Stopwatch.GetElapsedTime(chunk.At);
            if (left > TimeSpan.Zero) await Task.Delay(left, ct);
            if (!isUpstream && carriesFilm && network.PacesFilm) await Task.Delay(TimeSpan.FromSeconds(chunk.Bytes.Length / PacedBytesPerSecond), ct);
            while (!isUpstream && carriesFilm && network.HoldsFilm) await Task.Delay(HoldPoll, ct);
            for (var sent = 0; sent < chunk.Bytes.Length;) sent += await to.SendAsync(chunk.Bytes.AsMemory(sent), ct);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Normally distributed, never less than half the delay.</summary>
    private static TimeSpan Lateness(Random random)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var late = DelayProxy.Delay + (DelayProxy.Jitter * normal);
        return late < DelayProxy.Delay / 2 ? DelayProxy.Delay / 2 : late;
    }

    private sealed record Chunk(byte[] Bytes, long At, TimeSpan Lateness);
}
