using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Matinee.Browser.Tests.Fixture;

/// <summary>
/// The network between one browser and the server: everything that the browser asks (pages, sockets, film) goes through it
/// and arrives late by <see cref="Delay"/> and a jitter, each way, in order. It can hold back the film alone.
/// </summary>
internal sealed class DelayProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<DelayedConnection, Task> connections = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly int target;
    private readonly int seed;
    private readonly Task accepting;

    public DelayProxy(int target, int seed)
    {
        this.target = target;
        this.seed = seed;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>One way.</summary>
    public static TimeSpan Delay { get; } = TimeSpan.FromMilliseconds(60);

    /// <summary>One standard deviation of what is added to the delay, one way.</summary>
    public static TimeSpan Jitter { get; } = TimeSpan.FromMilliseconds(20);

    public string BaseUrl => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>While true, nothing of the film arrives; everything else does.</summary>
    public bool HoldsFilm { get; private set; }

    /// <summary>While true, the film arrives little faster than it plays: enough to start, too little to fill minutes of buffer.</summary>
    public bool PacesFilm { get; private set; }

    /// <summary>
    /// What is on its way is lost, too: else megabytes that wait in the machine's own buffers would feed the film for a while.
    /// </summary>
    public void HoldFilm()
    {
        HoldsFilm = true;
        foreach (var connection in connections.Keys.Where(connection => connection.CarriesFilm)) connection.Reset();
    }

    public void PaceFilm() => PacesFilm = true;

    public void ReleaseFilm() => HoldsFilm = PacesFilm = false;

    /// <summary>As when a laptop changes the network.</summary>
    public void Cut()
    {
        foreach (var connection in connections.Keys) connection.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        await Task.WhenAll(connections.Values);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        for (var number = 0; !stopping.IsCancellationRequested; number++)
        {
            try
            {
                var client = await listener.AcceptSocketAsync(stopping.Token);
                var connection = new DelayedConnection(client, target, this, seed + (number * 2));
                connections[connection] = RunAsync(connection);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // Stopping, or a browser that was gone before it was served.
            }
        }
    }

    private async Task RunAsync(DelayedConnection connection)
    {
        await Task.Yield();
        await connection.RunAsync(stopping.Token);
        connections.TryRemove(connection, out _);
    }
}
