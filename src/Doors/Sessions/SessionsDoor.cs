using Matinee.Doors.Sessions.Rest;
using Matinee.Doors.Sessions.Sockets;
using Matinee.Doors.Shared;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Matinee.Doors.Sessions;

public static class SessionsDoor
{
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
        door.MapGet("/api/health", SessionEndpoints.ShowHealth).ForAnyone().CountedByHandler();
        door.MapPost("/api/sessions/create", SessionEndpoints.Create).ForAnyone().Limited(RateLimit.SessionCreate);
        door.MapPost("/api/sessions/join", SessionEndpoints.Join).ForAnyone().CountedByHandler();
        door.MapGet("/api/sessions/{id}", SessionEndpoints.Show).ForGuestsToo().CountedByHandler();

        // CONNECT is how HTTP/2 opens a WebSocket. The token is in the query, where the pipeline does not look.
        var sockets = app.Services.GetRequiredService<SessionSockets>();
        door.MapMethods("/ws/{sessionId}", [HttpMethods.Get, HttpMethods.Connect], sockets.Pipeline(app)).ForAnyone().CountedByHandler();
        return app;
    }
}
