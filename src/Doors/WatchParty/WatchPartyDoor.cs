using Matinee.Doors.Shared;
using Matinee.Doors.WatchParty.Auth;
using Matinee.Doors.WatchParty.Integrations;
using Matinee.Doors.WatchParty.Tus;
using Matinee.Doors.WatchParty.Videos;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Matinee.Doors.WatchParty;

public static class WatchPartyDoor
{
    public static IServiceCollection AddWatchParty(this IServiceCollection services) =>
        services.AddDoors().AddSingleton<IConfigureOptions<CorsOptions>, TusCrossOrigin>();

    public static WebApplication MapWatchParty(this WebApplication app)
    {
        var door = app.MapDoor<WatchPartyWire>("/api");

        door.MapGet("/auth/profile/", AuthEndpoints.ShowProfile).ForGuestsToo();
        door.MapVideos();
        door.MapTus();
        door.MapPresignedUploads();

        return app;
    }
}
