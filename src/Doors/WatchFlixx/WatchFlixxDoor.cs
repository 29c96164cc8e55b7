using Matinee.Doors.Shared;
using Matinee.Doors.WatchFlixx.Auth;

namespace Matinee.Doors.WatchFlixx;

public static class WatchFlixxDoor
{
    public static IServiceCollection AddWatchFlixx(this IServiceCollection services) => services.AddDoors();

    public static WebApplication MapWatchFlixx(this WebApplication app)
    {
        var door = app.MapDoor<WatchFlixxWire>("/v1");

        door.MapPost("/auth/register", AuthEndpoints.Register).ForAnyone().Limited(RateLimit.Auth);
        door.MapPost("/auth/login", AuthEndpoints.LogIn).ForAnyone().Limited(RateLimit.Auth);
        door.MapPost("/auth/refresh", AuthEndpoints.Refresh).ForAnyone().Limited(RateLimit.Auth);
        door.MapPost("/auth/logout", AuthEndpoints.LogOut).ForGuestsToo();
        door.MapGet("/auth/profiles", AuthEndpoints.ListProfiles);
        door.MapGet("/auth/setup", SetUpEndpoints.ShowWhetherNeeded).ForAnyone();
        door.MapPost("/auth/setup", SetUpEndpoints.SetUp).ForAnyone().Limited(RateLimit.Auth);

        app.MapGet(WatchFlixxErrors.Path, WatchFlixxErrors.ShowPage);
        return app;
    }
}
