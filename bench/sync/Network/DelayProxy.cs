using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Matinee.Bench.Sync.Network;

/// <summary>
/// The network of one viewer: pages, sockets and film go through it. Delays are drawn from <paramref name="seed"/>, so that a
/// run meets the same network again as far as the browser asks for the same things in the same order.
/// </summary>
internal sealed class DelayProxy : IAsyncDisposable
{
    /// <summary>So much of a paced film may come at once after a rest, seconds.</summary>
    private const double BurstSeconds = 2;

    private readonly DelayLoop loop;
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly HashSet<Connection> connections = [];
    private readonly int target;
    private readonly int seed;
    private int number;
    private ulong tag;
    private long pace;

    public DelayProxy(DelayLoop loop, int target, NetworkPath path, int seed)
    {
        this.loop = loop;
        this.target = target;
        this.seed = seed;
        Path = path;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        listener.Blocking = false;
        BaseUrl = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}";
        loop.Ask(() => tag = loop.Watch((int)listener.Handle, Accept));
    }

    public string BaseUrl { get; }

    public NetworkPath Path { get; }

    /// <summary>While true nothing of the film arrives; everything else does.</summary>
    public bool HoldsFilm { get; private set; }

    public bool IsFilmPaced => Path.FilmBytesPerSecond is not null;

    public Task HoldFilmAsync() => loop.AskAsync(() => HoldsFilm = true);

    public Task ReleaseFilmAsync() => loop.AskAsync(() =>
    {
        HoldsFilm = false;
        foreach (var connection in connections) connection.ReleaseFilm();
    });

    /// <summary>When the next bytes of the film are due at the film's pace.</summary>
    public long PaceFilm(int bytes)
    {
        var now = Stopwatch.GetTimestamp();
        pace = Math.Max(pace, now - (long)(BurstSeconds * Stopwatch.Frequency)) + (long)(bytes / Path.FilmBytesPerSecond!.Value * Stopwatch.Frequency);
        return pace;
    }

    public void Forget(Connection connection) => connections.Remove(connection);

    public async ValueTask DisposeAsync() => await loop.AskAsync(() =>
    {
        loop.Forget((int)listener.Handle, tag);
        listener.Dispose();
        foreach (var connection in connections.ToArray()) connection.Cut();
    });

    private void Accept()
    {
        try
        {
            var client = listener.Accept();
            connections.Add(new Connection(this, loop, client, target, seed + (number++ * 2)));
        }
        catch (SocketException)
        {
            // The browser was gone before it was served, or the server is not there: the browser asks again.
        }
    }
}
