using Matinee.Doors.Shared;
using Matinee.Doors.WatchFlixx.Auth;
using Matinee.Doors.WatchFlixx.Social;
using Matinee.Doors.WatchFlixx.Sockets;

namespace Matinee.Doors.WatchFlixx;

public static class WatchFlixxDoor
{
    public static IServiceCollection AddWatchFlixx(this IServiceCollection services) => services
        .AddDoors()
        .AddSingleton<PartyViews>()
        .AddSingleton<PartyHosts>()
        .AddSingleton<PartyLookup>()
        .AddSingleton<PartyRooms>()
        .AddSingleton<PartyEvents>()
        .AddSingleton<SocketLogins>()
        .AddSingleton<PartySockets>();

    public static WebApplication MapWatchFlixx(this WebApplication app)
    {
        var door = app.MapDoor<WatchFlixxWire>("/v1");

        door.MapPost("/auth/register", AuthEndpoints.Register).ForAnyone().Limited(RateLimit.Auth);
        door.MapPost("/auth/login", AuthEndpoints.LogIn).ForAnyone().Limited(RateLimit.Auth);
        door.MapPost("/auth/refresh", AuthEndpoints.Refresh).ForAnyone().Limited(RateLimit.Auth);
        door.MapPost("/auth/logout", AuthEndpoints.LogOut).ForGuestsToo();
        door.MapGet("/auth/profiles", AuthEndpoints.ListProfiles);
        door.MapPost("/auth/guest", GuestEndpoints.LogIn).ForAnyone().Limited(RateLimit.Auth);
        door.MapGet("/auth/setup", SetUpEndpoints.ShowWhetherNeeded).ForAnyone();
        door.MapPost("/auth/setup", SetUpEndpoints.SetUp).ForAnyone().Limited(RateLimit.Auth);

        door.MapPost("/social/party", SocialEndpoints.CreateParty);
        door.MapPost("/social/party/{codeOrId}/join", SocialEndpoints.JoinParty).ForGuestsToo();
        door.MapGet("/social/party/{codeOrId}", SocialEndpoints.ShowParty).ForGuestsToo();
        door.MapPost("/social/party/{codeOrId}/leave", SocialEndpoints.LeaveParty).ForGuestsToo();
        door.MapPost("/social/party/{codeOrId}/start", SocialEndpoints.StartParty).ForGuestsToo();
        door.MapGet("/social/party/{codeOrId}/messages", SocialEndpoints.ListMessages).ForGuestsToo();
        door.MapGet("/social/party/{codeOrId}/invite", SocialEndpoints.ShowInvite).ForAnyone();
        door.MapGet("/social/parties", SocialEndpoints.ListParties).ForGuestsToo();

        app.Services.GetRequiredService<PartySockets>().Map(app);
        app.MapGet(WatchFlixxErrors.Path, WatchFlixxErrors.ShowPage);
        return app;
    }
}
