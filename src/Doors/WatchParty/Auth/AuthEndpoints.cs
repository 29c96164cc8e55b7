using Matinee.Domain.Accounts;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchParty.Auth;

internal static class AuthEndpoints
{
    public static async Task<IResult> ShowProfile(HttpContext context, Accounts accounts, CancellationToken ct)
    {
        var caller = context.Caller();
        if (!(await accounts.CurrentAsync(caller, ct)).Succeeded(out var account, out var refusal)) return WatchPartyWire.Refused(refusal);
        return (await accounts.FindProfileAsync(caller.Account, caller.Profile, ct)).Match(
            profile => WatchPartyWire.Ok(UserWire.Of(account, profile)),
            WatchPartyWire.Refused);
    }
}
