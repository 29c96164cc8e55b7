using System.Collections.Concurrent;
using System.Text;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Realtime;
using Microsoft.Extensions.Hosting;

namespace Matinee.Doors.Sessions.Sockets;

/// <summary>
/// All connections of this node: closes those whose login ended, on whatever node it did, whose token has expired, and all of
/// them when the server stops.
/// </summary>
internal sealed class SessionConnections(IBackplane backplane, AccessTokens tokens, IHostApplicationLifetime lifetime, TimeProvider time) : IDisposable
{
    // No id of a Socket.IO connection has a colon.
    private const string Prefix = "ws:";
    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromSeconds(3.9);

    private readonly ConcurrentDictionary<string, SessionConnection> all = new(StringComparer.Ordinal);
    private ITimer? expiry;

    public int Count => all.Count;

    /// <summary>An id for a connection of this door, by which its own news are known.</summary>
    public string NewId() => Prefix + Domain.Kernel.NewId.At(time);

    /// <summary>Whether the origin of a party's news is a connection of this door, on any node.</summary>
    public static bool IsOne(string? origin) => origin?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    public void Watch()
    {
        _ = backplane.SubscribeAsync(AccountTopics.LoginEnded, EndLogin, EndAllThatEndedAsync).AsTask();
        expiry = time.CreateTimer(_ => Close(one => one.Caller.TokenExpiresAt <= time.GetUtcNow(), CloseReason.TokenExpired), state: null, ExpiryPeriod, ExpiryPeriod);
        lifetime.ApplicationStopping.Register(() => Close(_ => true, CloseReason.ServerStopping));
    }

    public void Add(SessionConnection connection) => all[connection.Id] = connection;

    public void Remove(SessionConnection connection) => all.TryRemove(connection.Id, out _);

    public void Dispose() => expiry?.Dispose();

    private ValueTask EndLogin(ReadOnlyMemory<byte> message)
    {
        var login = new LoginId(Encoding.UTF8.GetString(message.Span));
        Close(one => one.Caller.Login == login, CloseReason.LoginEnded);
        return ValueTask.CompletedTask;
    }

    /// <summary>Which logins ended may have been lost on the way: asks for each.</summary>
    private async ValueTask EndAllThatEndedAsync()
    {
        foreach (var connection in all.Values)
        {
            if (!await tokens.StandsAsync(connection.Caller)) connection.Close(CloseReason.LoginEnded);
        }
    }

    private void Close(Func<SessionConnection, bool> isOver, CloseReason reason)
    {
        foreach (var connection in all.Values.Where(isOver)) connection.Close(reason);
    }
}
