using System.Net;
using System.Net.Sockets;

namespace Matinee.Bench.Sync.Network;

/// <summary>One TCP connection through a proxy. Lives on the loop's thread.</summary>
internal sealed class Connection
{
    private readonly Socket client;
    private readonly Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Flow up;
    private readonly Flow down;
    private bool isFresh = true;
    private bool isCut;
    private int ended;

    public Connection(DelayProxy proxy, DelayLoop loop, Socket client, int target, int seed)
    {
        Proxy = proxy;
        Loop = loop;
        this.client = client;
        server.Connect(IPAddress.Loopback, target);
        foreach (var socket in (Socket[])[client, server])
        {
            socket.NoDelay = true;
            socket.Blocking = false;
        }

        up = new Flow(this, client, server, proxy.Path.Up, new Random(seed), isUp: true);
        down = new Flow(this, server, client, proxy.Path.Down, new Random(seed + 1), isUp: false);
        up.Start();
        down.Start();
    }

    public DelayProxy Proxy { get; }

    public DelayLoop Loop { get; }

    /// <summary>Whether the newest request on this connection asks for the film; connections are used again.</summary>
    public bool CarriesFilm { get; private set; }

    public void Ask(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("GET "u8)) CarriesFilm = bytes.StartsWith("GET /media/"u8);
    }

    /// <summary>The browser's connection stands at once, as the proxy is on its own machine; on a real way it takes a round trip.</summary>
    public double HandshakeMs(bool isUp, Random random)
    {
        if (!isUp || !isFresh) return 0;
        isFresh = false;
        return Proxy.Path.Up.Draw(random) + Proxy.Path.Down.Draw(random);
    }

    public void ReleaseFilm() => down.Release();

    /// <summary>One side has said all that it will say.</summary>
    public void End(Socket to)
    {
        if (++ended == 2) Cut();
        else if (!isCut) to.Shutdown(SocketShutdown.Send);
    }

    public void Cut()
    {
        if (isCut) return;
        isCut = true;
        up.Stop();
        down.Stop();
        client.Dispose();
        server.Dispose();
        Proxy.Forget(this);
    }
}
