using System.Collections.Concurrent;
using System.Text;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Realtime;

namespace Matinee.Doors.WatchFlixx.Sockets;

/// <summary>Closes the sockets of a login that ended, on whatever node it did, and of a token that has expired.</summary>
internal sealed class SocketLogins(IBackplane backplane, AccessTokens tokens, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromSeconds(4.3);

    private readonly ConcurrentDictionary<string, PartySocket> sockets = new();
    private ITimer? expiry;

    public void Watch()
    {
        _ = backplane.SubscribeAsync(AccountTopics.LoginEnded, EndLogin, EndAllThatEndedAsync).AsTask();
        expiry = time.CreateTimer(_ => Close(socket => socket.Caller.TokenExpiresAt <= time.GetUtcNow()), state: null, ExpiryPeriod, ExpiryPeriod);
    }

    public void Add(PartySocket socket) => sockets[socket.Connection] = socket;

    public void Remove(PartySocket socket) => sockets.TryRemove(socket.Connection, out _);

    public void Dispose() => expiry?.Dispose();

    private ValueTask EndLogin(ReadOnlyMemory<byte> message)
    {
        var login = new LoginId(Encoding.UTF8.GetString(message.Span));
        Close(socket => socket.Caller.Login == login);
        return ValueTask.CompletedTask;
    }

    /// <summary>Which logins ended may have been lost on the way: asks for each.</summary>
    private async ValueTask EndAllThatEndedAsync()
    {
        foreach (var socket in sockets.Values)
        {
            if (!await tokens.StandsAsync(socket.Caller)) socket.Socket.Disconnect(close: true);
        }
    }

    private void Close(Func<PartySocket, bool> ended)
    {
        foreach (var socket in sockets.Values.Where(ended)) socket.Socket.Disconnect(close: true);
    }
}
