using Matinee.Doors.Sessions.Rest;
using Matinee.Doors.Sessions.Sockets;
using Matinee.Doors.Shared;
using Matinee.Doors.Shared.OpenApi;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Matinee.Doors.Sessions;

public static class SessionsDoor
{
    private static readonly DoorDocument Document = new(
        "sessions",
        "Sessions",
        "Watching together over WebRTC: a session has a password, guests, ten seats and one WebSocket, and lives for 24 hours.",
        typeof(ErrorWire));

    /// <summary>Takes <see cref="IceOptions"/> where they are registered.</summary>
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.TryAddSingleton(new IceOptions());
        services.TryAddSingleton(new SocketOptions());
        return services
            .AddDoors()
            .AddSingleton<IConfigureOptions<CorsOptions>, SessionsCrossOrigin>()
            .AddSingleton<IceServers>()
            .AddSingleton<SessionSeats>()
            .AddSingleton<SessionRooms>()
            .AddSingleton<SessionMessages>()
            .AddSingleton<SessionConnections>()
            .AddSingleton<SessionSockets>();
    }

    /// <summary>Before doors whose paths these stand under.</summary>
    public static WebApplication MapSessions(this WebApplication app)
    {
        var door = app.MapDoor<SessionsWire>(SessionsCrossOrigin.Policy, ["/api/health", "/api/sessions", "/ws"]);

        // The document limits creating, joining and messages; clients poll the rest as they like.
        door.MapGet("/api/health", SessionEndpoints.ShowHealth).ForAnyone().CountedByHandler()
            .Documented("showHealth", "Whether the server answers").Answers(200, typeof(HealthWire));
        door.MapPost("/api/sessions/create", SessionEndpoints.Create).ForAnyone().Limited(RateLimit.SessionCreate)
            .Documented("createSession", "Make a session and get its first token").Answers(200, typeof(CreatedSessionWire)).Refuses(503);
        door.MapPost("/api/sessions/join", SessionEndpoints.Join).ForAnyone().CountedByHandler(RateLimit.SessionJoin)
            .Documented("joinSession", "Take a seat with the password").Takes(typeof(JoinSessionBody))
            .Answers(200, typeof(JoinedSessionWire)).Refuses(400, 401, 403, 404, 413, 415, 503);
        door.MapGet("/api/sessions/{id}", SessionEndpoints.Show).ForGuestsToo().CountedByHandler()
            .Documented("showSession", "Who is in the session").Answers(200, typeof(SessionWire)).Refuses(403, 404, 503);

        // CONNECT is how HTTP/2 opens a WebSocket. The token is in the query, where the pipeline does not look.
        var sockets = app.Services.GetRequiredService<SessionSockets>();
        door.MapMethods("/ws/{sessionId}", [HttpMethods.Get, HttpMethods.Connect], sockets.Pipeline(app)).ForAnyone().CountedByHandler()
            .Documented("openSocket", "The session's WebSocket: chat, signalling and playback")
            .Query("token", typeof(string), "The token of the session.", isRequired: true).Answers(101).Refuses(400, 401, 403, 404, 426, 503);
        app.MapDocument<SessionsWire>(Document);
        return app;
    }
}
