using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchFlixx.Social;

/// <summary>
/// Lets people into parties by what they were sent: a code opens, and so does the id in a link, with the password where the
/// party has one. Passwords are tried as at the other door that asks for them: so often a minute, party and address, in one
/// queue of hashing for all.
/// </summary>
internal sealed class PartyAdmission(PartyLookup lookup, Parties parties, PartyPasswords passwords, RateLimits limits)
{
    /// <summary>Refused: NotFound, PartyEnded, Invalid for a missing or wrong password, RateLimited, Unavailable while too many passwords wait.</summary>
    public async Task<Outcome<PartyId>> AdmitAsync(HttpContext context, string codeOrId, string? password)
    {
        if (!(await lookup.FindInvitedAsync(context, codeOrId)).Succeeded(out var id, out var refusal)) return refusal;
        if (!await lookup.NeedsPasswordAsync(id, codeOrId, context.FindCaller())) return id;
        if (await parties.FindAsync(id) is not { PasswordHash: { } hash } party) return Refusal.NotFound("That party");
        if (party.IsEnded) return new Refusal(RefusalKind.PartyEnded, "This party has ended.");
        var typed = TypedText.Clean(password);
        if (typed.Length == 0) return Fault("This party has a password. Ask whoever invited you for it.", "REQUIRED_FIELD");
        var address = limits.AddressOf(context.Connection.RemoteIpAddress, context.Request.Headers);
        if (await limits.CountAsync(context, RateLimit.SessionJoin, $"{id}:{address}") is { } limited) return limited;
        if (!(await passwords.IsCorrectAsync(id, hash, typed, context.RequestAborted)).Succeeded(out var isCorrect, out refusal)) return refusal;
        return isCorrect ? id : Fault("This is not the password of this party.", "INVALID_VALUE");
    }

    private static Refusal Fault(string message, string code) => Refusal.Invalid([new FieldFault("password", message, code)]);
}
