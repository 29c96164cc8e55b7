using Matinee.Doors.Shared;
using Matinee.Doors.Shared.OpenApi;
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
        .AddSingleton<PartyAdmission>()
        .AddSingleton<PartyRooms>()
        .AddSingleton<PartyEvents>()
        .AddSingleton<SocketLogins>()
        .AddSingleton<PartySockets>();

    public static WebApplication MapWatchFlixx(this WebApplication app)
    {
        var door = app.MapDoor<WatchFlixxWire>("/v1");

        door.MapPost("/auth/register", AuthEndpoints.Register).ForAnyone().Limited(RateLimit.Auth)
            .Tells<RegisteredData>("register", "Make an account", 201).Refuses(409, 422, 503);
        door.MapPost("/auth/login", AuthEndpoints.LogIn).ForAnyone().Limited(RateLimit.Auth)
            .Tells<LoggedInData>("logIn", "Log in with an e-mail address and a password").Refuses(401, 403, 422, 503);
        door.MapPost("/auth/refresh", AuthEndpoints.Refresh).ForAnyone().Limited(RateLimit.Auth)
            .Tells<RefreshedData>("refresh", "New tokens for a refresh token, which is used up").Refuses(401, 422);
        door.MapPost("/auth/logout", AuthEndpoints.LogOut).ForGuestsToo()
            .Tells<object>("logOut", "End the login");
        door.MapGet("/auth/profiles", AuthEndpoints.ListProfiles)
            .Tells<ProfilesData>("listProfiles", "The account's profiles");
        door.MapPost("/auth/guest", GuestEndpoints.LogIn).ForAnyone().Limited(RateLimit.Auth)
            .Tells<GuestData>("logInAsGuest", "A guest's token for one party").Refuses(403, 404, 409, 422, 503);
        door.MapGet("/auth/setup", SetUpEndpoints.ShowWhetherNeeded).ForAnyone()
            .Tells<SetUpData>("showSetUp", "Whether the server has no administrator yet");
        door.MapPost("/auth/setup", SetUpEndpoints.SetUp).ForAnyone().Limited(RateLimit.Auth)
            .Tells<RegisteredData>("setUp", "Make the first administrator with the code from the log", 201).Refuses(403, 409, 422, 503);

        door.MapPost("/social/party", SocialEndpoints.CreateParty)
            .Tells<PartyData>("createParty", "Start a party with a film", 201).Refuses(404, 409, 422, 503);
        door.MapPost("/social/party/{codeOrId}/join", SocialEndpoints.JoinParty).ForGuestsToo()
            .Takes(typeof(JoinPartyBody), isRequired: false).Tells<PartyData>("joinParty", "Take a seat").Refuses(400, 403, 404, 409, 413, 415, 422, 503);
        door.MapGet("/social/party/{codeOrId}", SocialEndpoints.ShowParty).ForGuestsToo()
            .Tells<PartyData>("showParty", "A party, to its members").Refuses(403, 404, 503);
        door.MapPost("/social/party/{codeOrId}/leave", SocialEndpoints.LeaveParty).ForGuestsToo()
            .Tells<object>("leaveParty", "Give up the seat").Refuses(403, 404, 409, 503);
        door.MapPost("/social/party/{codeOrId}/start", SocialEndpoints.StartParty).ForGuestsToo()
            .Tells<PartyData>("startParty", "Begin with the film; the host's to do").Refuses(403, 404, 409, 503);
        door.MapGet("/social/party/{codeOrId}/messages", SocialEndpoints.ListMessages).ForGuestsToo()
            .Tells<MessagesData>("listMessages", "The chat, newest messages of a time")
            .Query("limit", typeof(int), "How many: 1 to 100, 50 where nothing is said.")
            .Query("before", typeof(string), "Only older ones: ISO 8601, or milliseconds since 1970.").Refuses(403, 404, 422, 503);
        door.MapGet("/social/party/{codeOrId}/invite", SocialEndpoints.ShowInvite).ForAnyone()
            .Tells<InviteData>("showInvite", "What somebody with a link may know before joining").Refuses(404, 503);
        door.MapGet("/social/parties", SocialEndpoints.ListParties).ForGuestsToo()
            .Tells<PartiesData>("listParties", "The parties in which the caller has a seat").Refuses(503);

        app.MapDocument<WatchFlixxWire>(WatchFlixxDocument.Of);
        app.Services.GetRequiredService<PartySockets>().Map(app);
        app.MapGet(WatchFlixxErrors.Path, WatchFlixxErrors.ShowPage);
        return app;
    }
}
