using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Doors.Shared;
using Matinee.Doors.WatchFlixx.Social;
using Matinee.Realtime;
using Matinee.SocketIo;

namespace Matinee.Doors.WatchFlixx.Sockets;

/// <summary>This door's Socket.IO endpoint: who may connect, and which handler takes which event.</summary>
internal sealed class PartySockets(
    PartyEvents events,
    PartyRooms rooms,
    PartyHosts hosts,
    AccessTokens tokens,
    SocketLogins logins,
    RateLimits limits,
    AllowedOrigins origins,
    PublicUrl publicUrl,
    ServerClock clock,
    TimeProvider time,
    ILogger<PartySockets> logger)
{
    private const string StateKey = "party-socket";

    // Larger than any chat message, so that one that is far too long is refused in words and not by a closed connection.
    private const int MaxPayload = 2 * 1024 * 1024;

    public void Map(WebApplication app)
    {
        var server = app.MapSocketIo("/socket.io/", new SocketIoOptions
        {
            PingInterval = TimeSpan.FromSeconds(11),
            PingTimeout = TimeSpan.FromSeconds(9),
            MaxPayload = MaxPayload,
            AllowedOrigins = origins.Origins,
            Json = WatchFlixxWire.Json,
            Recovery = new SocketIoRecovery { MaxDisconnection = PartyRooms.AwayLimit },
        });
        var main = server.Of();
        rooms.Namespace = main;
        main.Use(AuthenticateAsync);
        main.OnConnection(Connected);
        logins.Watch();
    }

    private async ValueTask<ConnectError?> AuthenticateAsync(SocketIoSocket socket, CancellationToken ct)
    {
        var auth = new SocketPayload(socket.Handshake.Auth);
        var (token, profile) = (auth.Text("token"), auth.Text("profileId"));
        if (token is null || auth.Fault is not null) return Refused("An access token is required.");
        if (!(await tokens.AuthenticateAsync(token, ct)).Succeeded(out var caller, out var refusal)) return Refused(refusal.Message);
        if (!(await hosts.ViewerAsync(caller, profile, ct)).Succeeded(out var viewer, out refusal)) return Refused(refusal.Message);
        var url = publicUrl.Of(socket.Handshake.Scheme, socket.Handshake.Host);
        var address = limits.AddressOf(socket.Handshake.RemoteAddress, socket.Handshake.Headers);
        var state = new PartySocket(socket, caller, viewer, address, url, time);
        if (socket.Data.TryGetValue(StateKey, out var found) && found is PartySocket before)
        {
            // Somebody else's client has nothing to recover here.
            if (before.Viewer.Profile != viewer.Profile) socket.StartAnew();
            else state.LostParty = before.Party ?? before.LostParty;
        }

        socket.Data[StateKey] = state;
        return null;
    }

    private static ConnectError Refused(string message) => new(message, new { type = "authentication", message });

    private async ValueTask Connected(SocketIoSocket socket)
    {
        var state = (PartySocket)socket.Data[StateKey]!;
        logins.Add(state);
        socket.OnImmediate("party:clock", TellTime);

        On("party:create", events.Create);
        On("party:join", events.Join);
        On("party:leave", events.Leave);
        On("party:start", events.Start);
        On("party:play", events.Play);
        On("party:pause", events.Pause);
        On("party:seek", events.Seek);
        On("party:undo_seek", events.UndoSeek);
        On("party:rate", events.ChangeRate);
        On("party:sync_request", events.RequestSync);
        On("party:message", events.Message);
        On("party:reaction", events.React);
        On("party:typing", events.Type);
        On("party:heartbeat", events.Heartbeat);
        On("party:buffering", events.Buffering);
        On("party:hand_over", events.HandOver);
        On("party:kick", events.Kick);
        On("party:end", events.End);
        On("party:settings", events.ChangeSettings);

        socket.OnDisconnect(_ => DisconnectedAsync(state));
        if (socket.Recovered && state.LostParty is { } lost) await events.RecoverAsync(state, lost);

        void On(string name, Func<PartySocket, SocketPayload, Task<Outcome<object>>> handler) =>
            socket.On(name, received => AnswerAsync(state, received, handler));
    }

    /// <summary>The clock exchange: stamped where the frame was read and where the answer leaves, ahead of all that waits.</summary>
    private void TellTime(SocketIoEvent received)
    {
        var echo = new SocketPayload(received.Args).Number("t0");
        received.Ack(new
        {
            t0 = echo,
            t1 = ServerClock.ToMilliseconds(clock.At(received.ReceivedTimestamp)),
            t2 = ServerClock.ToMilliseconds(clock.Now),
        });
    }

    /// <summary>With an acknowledgement callback the outcome is its argument; without one only a refusal is told, as party:error.</summary>
    private async ValueTask AnswerAsync(PartySocket state, SocketIoEvent received, Func<PartySocket, SocketPayload, Task<Outcome<object>>> handler)
    {
        var outcome = await RunAsync(state, received, handler);
        if (outcome.Succeeded(out var done, out var refusal)) received.Ack(done);
        else if (received.WantsAck) received.Ack(new { ok = false, error = SocketError.Of(refusal) });
        else state.Socket.Emit("party:error", SocketError.Of(refusal));
    }

    private async Task<Outcome<object>> RunAsync(PartySocket state, SocketIoEvent received, Func<PartySocket, SocketPayload, Task<Outcome<object>>> handler)
    {
        if (!state.CountEvent()) return new Refusal(RefusalKind.RateLimited, "Too many events. Please slow down.");
        try
        {
            return await handler(state, new SocketPayload(received.Args));
        }
        catch (RealtimeUnavailableException)
        {
            return SharedState.Away;
        }
        catch (Exception exception)
        {
            SocketsLog.EventFailed(logger, received.Name, exception);
            return new Refusal(RefusalKind.Unavailable, "Something went wrong on the server. Please try again.");
        }
    }

    private async ValueTask DisconnectedAsync(PartySocket state)
    {
        logins.Remove(state);
        try
        {
            await events.DisconnectedAsync(state);
        }
        catch (RealtimeUnavailableException)
        {
            // The party hears of it when it can be reached again.
        }
    }
}

internal static partial class SocketsLog
{
    [LoggerMessage(200, LogLevel.Error, "The handler of {Event} failed")]
    public static partial void EventFailed(ILogger logger, string @event, Exception exception);
}
