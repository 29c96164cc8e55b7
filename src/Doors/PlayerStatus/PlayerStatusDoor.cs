using Matinee.Doors.Shared;
using Matinee.Doors.Shared.OpenApi;

namespace Matinee.Doors.PlayerStatus;

public static class PlayerStatusDoor
{
    // The star does not cover Authorization.
    private static readonly OpenCrossOrigin AnyOrigin = new("GET, HEAD, PUT, PATCH, POST, DELETE", "*, Authorization, Content-Type");

    private static readonly DoorDocument Document = new(
        "player-status",
        "Player status",
        "What players report of themselves and poll of others: the newest five of each user in a room, for 60 seconds. Times are seconds of the film, timestamps milliseconds since 1970.",
        typeof(StatusErrorWire));

    public static IServiceCollection AddPlayerStatus(this IServiceCollection services) => services
        .AddDoors()
        .AddSingleton<StatusTokens>()
        .AddSingleton<PartyStatuses>()
        .AddSingleton<StatusEndpoints>();

    public static WebApplication MapPlayerStatus(this WebApplication app)
    {
        var door = app.MapDoor<PlayerStatusWire>("/api/player", AnyOrigin);
        var endpoints = app.Services.GetRequiredService<StatusEndpoints>();

        door.MapDirect<PlayerStatusWire>(["POST"], "/status", endpoints.Report)
            .Documented("reportStatus", "Report what a player does").TokenOptional()
            .Takes(typeof(ReportBody)).Answers(200, typeof(ReportedWire)).Refuses(400, 403, 413);
        door.MapDirect<PlayerStatusWire>(["GET", "HEAD"], "/status", endpoints.Show)
            .Documented("showStatuses", "What the players of a room do: all of them, or those of one user")
            .Query("roomCode", typeof(string), "The room.", isRequired: true)
            .Query("userId", typeof(string), "Only this user's statuses.")
            .Answers(200, typeof(StatusesWire)).Refuses(400);
        app.MapDocument<PlayerStatusWire>(Document);
        return app;
    }
}
