using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Matinee.Tests.Shared;

/// <summary>A TCP relay in front of a server whose line can be cut: what is open breaks, and nothing new gets through.</summary>
public sealed class CuttableLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _ends = new();
    private readonly Task _accepting;
    private readonly int _port;
    private volatile bool _isCut;

    public CuttableLine(Uri server)
    {
        _port = server.Port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Cut()
    {
        _isCut = true;
        foreach (var end in _ends.Keys)
            end.Close();
        _ends.Clear();
    }

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        Cut();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        if (_isCut)
            return;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _port);
            _ends[near] = _ends[far] = true;
            if (_isCut)
                return;
            var (one, other) = (near.GetStream(), far.GetStream());
            await Task.WhenAny(one.CopyToAsync(other), other.CopyToAsync(one));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            _ends.TryRemove(near, out _);
            _ends.TryRemove(far, out _);
        }
    }
}
