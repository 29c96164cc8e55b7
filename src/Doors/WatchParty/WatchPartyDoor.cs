using Matinee.Doors.Shared;
using Matinee.Doors.Shared.OpenApi;
using Matinee.Doors.WatchParty.Auth;
using Matinee.Doors.WatchParty.Integrations;
using Matinee.Doors.WatchParty.Tus;
using Matinee.Doors.WatchParty.Videos;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Matinee.Doors.WatchParty;

public static class WatchPartyDoor
{
    private static readonly DoorDocument Document = new(
        "watchparty",
        "WatchParty",
        "The library of films in snake_case. Every path is served with and without the slash at its end.",
        typeof(ErrorWire))
    {
        EndsInSlash = true,
    };

    public static IServiceCollection AddWatchParty(this IServiceCollection services) =>
        services.AddDoors().AddSingleton<UploadStatuses>().AddSingleton<ProcessingFeed>().AddSingleton<IConfigureOptions<CorsOptions>, TusCrossOrigin>();

    public static WebApplication MapWatchParty(this WebApplication app)
    {
        var door = app.MapDoor<WatchPartyWire>("/api");

        door.MapGet("/auth/profile/", AuthEndpoints.ShowProfile).ForGuestsToo()
            .Documented("showProfile", "The account that the token stands for").Answers(200, typeof(UserWire));
        door.MapVideos();
        door.MapTus();
        door.MapPresignedUploads();
        app.MapDocument<WatchPartyWire>(Document);

        return app;
    }
}
