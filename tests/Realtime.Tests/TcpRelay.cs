using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Matinee.Realtime.Tests;

/// <summary>A cable to a local port that a test can cut and mend.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly ConcurrentBag<Socket> open = [];
    private readonly ConcurrentDictionary<int, bool> frozen = new();
    private int carried;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int target;
    private volatile bool isCut;

    private TcpRelay(int target) => this.target = target;

    public int Port { get; private set; }

    public static Task<TcpRelay> StartAsync(int target)
    {
        var relay = new TcpRelay(target);
        relay.listener.Start();
        relay.Port = ((IPEndPoint)relay.listener.LocalEndpoint).Port;
        _ = relay.AcceptAsync();
        return Task.FromResult(relay);
    }

    public void Cut()
    {
        isCut = true;
        foreach (var socket in open) socket.Dispose();
        open.Clear();
    }

    public void Mend() => isCut = false;

    /// <summary>What is open stays open and carries nothing any more; new connections are not concerned.</summary>
    public void Freeze()
    {
        for (var number = 1; number <= Volatile.Read(ref carried); number++) frozen[number] = true;
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        open.Add(near);
        open.Add(far);
        if (isCut)
        {
            near.Dispose();
            return;
        }

        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target);
            await using var a = new NetworkStream(near);
            await using var b = new NetworkStream(far);
            var number = Interlocked.Increment(ref carried);
            await Task.WhenAny(CopyAsync(a, b, number), CopyAsync(b, a, number));
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // Cut.
        }

        near.Dispose();
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, int number)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            if (!frozen.ContainsKey(number)) await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }
}
