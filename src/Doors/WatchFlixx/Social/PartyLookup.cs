using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchFlixx.Social;

/// <summary>
/// Finds parties by what people type. Wrong codes count against the address of who guesses, over HTTP and sockets together;
/// who has guessed too often is not told of a right guess either, unless it is a party in which they have a seat.
/// </summary>
internal sealed class PartyLookup(Parties parties, RateLimits limits)
{
    /// <summary>For an HTTP request, which also counts against the party and shows the count in its headers.</summary>
    public Task<Outcome<PartyId>> FindAsync(HttpContext context, string codeOrId) => FindAsync(context, codeOrId, isInvited: false);

    /// <summary>
    /// The same for somebody who follows a link, and may be about to say its password: see <see cref="NeedsPasswordAsync"/>.
    /// </summary>
    public Task<Outcome<PartyId>> FindInvitedAsync(HttpContext context, string codeOrId) => FindAsync(context, codeOrId, isInvited: true);

    /// <summary>
    /// The id of a party with a password is in its link, and who has only that needs the password. The code is shown to members
    /// alone, so that whoever has it was let in by one.
    /// </summary>
    public async ValueTask<bool> NeedsPasswordAsync(PartyId id, string codeOrId, Caller? caller) =>
        PartyCode.Normalize(codeOrId) is null && caller?.GuestOf != id
        && await parties.FindAsync(id) is { HasPassword: true } party
        && (caller is null || party.SeatOf(caller.Account, caller.Profile) is null);

    private async Task<Outcome<PartyId>> FindAsync(HttpContext context, string codeOrId, bool isInvited)
    {
        var address = limits.AddressOf(context.Connection.RemoteIpAddress, context.Request.Headers);
        var found = await FindAsync(codeOrId, address, context.FindCaller(), isInvited, context.RequestAborted);
        var limited = found.Succeeded(out var id, out _)
            ? await limits.CountAsync(context, RateLimit.Party, $"party:{id}")
            : await limits.CountByAddressAsync(context, RateLimit.Party);
        return limited is null ? found : limited;
    }

    /// <summary>For a socket.</summary>
    /// <param name="address">As <see cref="RateLimits.AddressOf"/> says it.</param>
    public async Task<Outcome<PartyId>> FindOverSocketAsync(string code, string address, Caller caller)
    {
        var found = await FindAsync(code, address, caller, isInvited: false);
        if (found.IsRefused(out _)) await limits.CountByAddressAsync(address, RateLimit.Party);
        return found;
    }

    private async Task<Outcome<PartyId>> FindAsync(string codeOrId, string address, Caller? caller, bool isInvited, CancellationToken ct = default)
    {
        var found = await parties.ResolveAsync(codeOrId, ct);
        if (!isInvited && found.Succeeded(out var closed, out _) && await NeedsPasswordAsync(closed, codeOrId, caller)) found = Refusal.NotFound("That party");
        if (!await limits.IsSpentAsync(address, RateLimit.Party)) return found;
        var hasSeat = found.Succeeded(out var id, out _) && caller is not null
            && (await parties.FindAsync(id))?.SeatOf(caller.Account, caller.Profile) is not null;
        return hasSeat ? found : new Refusal(RefusalKind.RateLimited, "Too many wrong codes. Please try again later.");
    }
}
