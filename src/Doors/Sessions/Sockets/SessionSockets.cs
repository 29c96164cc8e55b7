using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Doors.Shared;

namespace Matinee.Doors.Sessions.Sockets;

/// <summary>
/// The WebSocket endpoint. Whatever speaks against a connection is said over HTTP before the upgrade: 426 no WebSocket, 403 a
/// foreign page, 401 no good token, 404 no such session, 403 another's token, a removed member, or no seat left.
/// </summary>
internal sealed class SessionSockets(
    AccessTokens tokens,
    Accounts accounts,
    Parties parties,
    PartyChat chat,
    SessionSeats seats,
    SessionRooms rooms,
    SessionMessages messages,
    SessionConnections connections,
    SocketOptions options,
    RateLimitOptions limits,
    AllowedOrigins origins,
    PublicUrl url,
    TimeProvider time,
    ILogger<SessionSockets> logger)
{
    private const int Replayed = 50;

    public RequestDelegate Pipeline(WebApplication app)
    {
        connections.Watch();
        var pipeline = ((IEndpointRouteBuilder)app).CreateApplicationBuilder();

        // Pings are sent when nothing has come from the peer for so long; its pong then has the rest of the time.
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = options.PingEvery, KeepAliveTimeout = options.SilentFor - options.PingEvery });
        pipeline.Run(ServeAsync);
        return pipeline.Build();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            // Later versions of HTTP have no such headers. Without keep-alive among the options Kestrel would close the connection.
            if (HttpProtocol.IsHttp11(context.Request.Protocol)) (context.Response.Headers.Upgrade, context.Response.Headers.Connection) = ("websocket", "Upgrade, keep-alive");
            await SessionsWire.Failed(StatusCodes.Status426UpgradeRequired, "Upgrade Required", "This path takes WebSocket connections only").ExecuteAsync(context);
            return;
        }

        if (!(await AdmitAsync(context)).Succeeded(out var connection, out var refusal))
        {
            await SessionsWire.WriteRefusalAsync(context, refusal);
            return;
        }

        // Before the seat is taken: whoever hears of this member may send to it at once.
        connections.Add(connection);
        try
        {
            await rooms.EnterAsync(connection);
            var joined = await parties.DoAsync(connection.Session, new PartyCommand.Join(connection.Viewer, connection.Id), connection.Id);
            if (joined.IsRefused(out refusal)) await SessionsWire.WriteRefusalAsync(context, refusal);
            else await ConverseAsync(context, connection);
        }
        finally
        {
            connections.Remove(connection);
            await LeaveAsync(connection);
        }
    }

    private async Task<Outcome<SessionConnection>> AdmitAsync(HttpContext context)
    {
        if (!IsAllowed(context)) return new Refusal(RefusalKind.Forbidden, "Pages of this origin may not connect");
        var token = context.Request.Query["token"];
        if (token is not [{ Length: > 0 } text]) return new Refusal(RefusalKind.Unauthenticated, "A token is required");
        if (!(await tokens.AuthenticateAsync(text, context.RequestAborted)).Succeeded(out var caller, out var refusal)) return refusal;
        if (SessionSeats.IdOf(context.GetRouteValue("sessionId") as string) is not { } id) return Refusal.NotFound("That session");
        if ((await seats.FindForAsync(id, caller)).IsRefused(out refusal)) return refusal;
        if (!(await accounts.FindProfileAsync(caller.Account, caller.Profile, context.RequestAborted)).Succeeded(out var profile, out refusal)) return refusal;
        var viewer = new Viewer(profile.Id, profile.Account, profile.Name, profile.AvatarUrl, caller.GuestOf);
        return new SessionConnection(connections.NewId(), id, caller, viewer, options, new RateBuckets(limits, time), time);
    }

    private async Task ConverseAsync(HttpContext context, SessionConnection connection)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var (replay, hasMore) = await chat.MessagesAsync(connection.Session, Replayed);
        if (await parties.FindAsync(connection.Session) is { } party && party.Host?.Id != connection.Member && rooms.PlaybackOf(party) is { } playback)
            connection.Send(playback);
        connection.GoLive([.. replay.Select(rooms.RenderChat)], isWhole: !hasMore);
        await connection.RunAsync(socket, message => messages.HandleAsync(connection, message));
    }

    /// <summary>The connection is gone; the seat waits for the grace period.</summary>
    private async Task LeaveAsync(SessionConnection connection)
    {
        try
        {
            await rooms.ExitAsync(connection);
            await parties.DoAsync(connection.Session, new PartyCommand.Disconnect(connection.Member, connection.Id), connection.Id);
        }
        catch (Exception exception)
        {
            SessionsLog.LeaveFailed(logger, exception);
        }
    }

    /// <summary>
    /// The same-origin policy does not hold for WebSockets, so the server asks: no Origin (no browser), its own, or a listed
    /// one. The scheme of the own host is not compared, because a proxy that ends TLS shows this server plain HTTP.
    /// </summary>
    private bool IsAllowed(HttpContext context)
    {
        var header = context.Request.Headers.Origin;
        if (header.Count == 0) return true;
        if (header is not [{ } origin]) return false;
        return origins.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase) || IsAt(origin, url.Of(context)) || IsAt(origin, $"http://{context.Request.Host}");
    }

    private static bool IsAt(string origin, string address) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var one) && one is { Scheme: "http" or "https", PathAndQuery: "/" }
        && Uri.TryCreate(address, UriKind.Absolute, out var own)
        && string.Equals(one.Authority, own.Authority, StringComparison.OrdinalIgnoreCase);
}
