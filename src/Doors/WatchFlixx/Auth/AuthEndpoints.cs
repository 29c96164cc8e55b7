using Matinee.Domain.Accounts;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchFlixx.Auth;

internal static class AuthEndpoints
{
    public static async Task<IResult> Register(Body<RegisterBody, WatchFlixxWire> body, Accounts accounts, CancellationToken ct) =>
        (await accounts.RegisterAsync(body.Value.ToRegistration(), ct)).Match(
            account => WatchFlixxWire.Created(new RegisteredData(RegisteredUser.Of(account), $"Account created for {account.Email}")),
            WatchFlixxWire.Refused);

    public static async Task<IResult> LogIn(Body<LogInBody, WatchFlixxWire> body, Accounts accounts, CancellationToken ct) =>
        (await accounts.LoginAsync(body.Value.Email, body.Value.Password, ct)).Match(
            signedIn => WatchFlixxWire.Ok(
                new LoggedInData(LoggedInUser.Of(signedIn.Account), TokensWire.Of(signedIn.Tokens), Subscription: null),
                "Logged in"),
            WatchFlixxWire.Refused);

    public static async Task<IResult> Refresh(Body<RefreshBody, WatchFlixxWire> body, Accounts accounts, CancellationToken ct) =>
        (await accounts.RefreshAsync(body.Value.RefreshToken, ct)).Match(
            tokens => WatchFlixxWire.Ok(new RefreshedData(TokensWire.Of(tokens)), "Tokens refreshed"),
            WatchFlixxWire.Refused);

    public static async Task<IResult> LogOut(HttpContext context, Accounts accounts, CancellationToken ct) =>
        (await accounts.LogoutAsync(context.Caller(), ct)).Match(_ => WatchFlixxWire.Ok(new { }, "Logged out"), WatchFlixxWire.Refused);

    public static async Task<IResult> ListProfiles(HttpContext context, Accounts accounts, CancellationToken ct)
    {
        var profiles = await accounts.ProfilesAsync(context.Caller(), ct);
        return WatchFlixxWire.Ok(new ProfilesData([.. profiles.Select(ProfileWire.Of)]));
    }
}
