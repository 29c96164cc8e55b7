using System.ComponentModel.DataAnnotations;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Doors.Shared;
using Matinee.Doors.WatchFlixx.Social;

namespace Matinee.Doors.WatchFlixx.Auth;

/// <summary>Guests: a nickname and a party's code, or its id and its password, are enough to watch that party.</summary>
internal static class GuestEndpoints
{
    public static async Task<IResult> LogIn(
        HttpContext context, Body<GuestBody, WatchFlixxWire> body, Accounts accounts, PartyAdmission admission, Parties parties, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(body.Value.PartyCode))
            return WatchFlixxWire.Refused(Refusal.Invalid([new FieldFault("partyCode", "Party code is required.", "REQUIRED_FIELD")]));
        if (!(await admission.AdmitAsync(context, body.Value.PartyCode, body.Value.Password)).Succeeded(out var id, out var refusal))
            return WatchFlixxWire.Refused(refusal);
        if (await parties.FindAsync(id) is not { } party) return WatchFlixxWire.Refused(Refusal.NotFound("That party"));
        if (party.IsEnded) return WatchFlixxWire.Refused(new Refusal(RefusalKind.PartyEnded, "This party has ended."));
        if (!party.Settings.GuestsAllowed) return WatchFlixxWire.Refused(new Refusal(RefusalKind.Forbidden, "This party takes no guests."));
        return (await accounts.CreateGuestAsync(body.Value.DisplayName, id, ct)).Match(
            guest => WatchFlixxWire.Ok(
                new GuestData(
                    LoggedInUser.Of(guest.Account), ProfileWire.Of(guest.Profile), new GuestParty(id.Value, party.Code), TokensWire.Of(guest.Tokens), Subscription: null),
                "Welcome"),
            WatchFlixxWire.Refused);
    }
}

internal sealed record GuestBody([property: Required] string? DisplayName, [property: Required] string? PartyCode, string? Password = null);

internal sealed record GuestData(LoggedInUser User, ProfileWire Profile, GuestParty Party, TokensWire Tokens, object? Subscription);

internal sealed record GuestParty(string Id, string PartyCode);
