using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Doors.Sessions;

/// <summary>
/// Makes sessions and seats people in them. A session is a party with a password, without a film, for a day; a member is a
/// guest of that party, and its user id is the party's id of the member, the same that other doors show.
/// </summary>
internal sealed class SessionSeats(Accounts accounts, Parties parties, PartyPasswords passwords, TimeProvider time)
{
    private const int Seats = 10;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public async Task<Outcome<Seated>> CreateAsync(string name, string password, CancellationToken ct)
    {
        if (!(await passwords.HashAsync(password, ct)).Succeeded(out var hash, out var busy)) return busy;
        var id = new PartyId(NewId.At(time));
        var host = await accounts.CreateMemberAsync(MemberNames.Pick([]), id, isHost: true, ct);
        var created = await parties.CreateAsync(
            ViewerOf(host, id), new PartyContent(Video: null, name, Duration: null), Seats, isPublic: false, new PartySettings(), connection: null,
            new PartyTerms(id, hash, Lifetime));
        return created.Match<Outcome<Seated>>(party => new Seated(party, host), refusal => refusal);
    }

    /// <summary>Refused: NotFound, Unauthenticated for a wrong password, PartyFull; in this order.</summary>
    public async Task<Outcome<Seated>> JoinAsync(PartyId id, string password, CancellationToken ct)
    {
        if (!(await FindAsync(id)).Succeeded(out var party, out var refusal)) return refusal;
        if (!(await passwords.IsCorrectAsync(id, party.PasswordHash!, password, ct)).Succeeded(out var isCorrect, out refusal)) return refusal;
        if (!isCorrect) return new Refusal(RefusalKind.Unauthenticated, "Invalid password");

        // Asked here so that a full session makes no accounts; what counts is what the party says below.
        party = await parties.FindAsync(id) ?? party;
        if (party.Members.Count >= party.MaxMembers) return new Refusal(RefusalKind.PartyFull, "This session is full.");
        var member = await accounts.CreateMemberAsync(MemberNames.Pick(party.Members.Values.Select(one => one.Name)), id, isHost: false, ct);
        var joined = await parties.DoAsync(id, new PartyCommand.Join(ViewerOf(member, id), Connection: null) { IsReservation = true }, origin: null);
        return joined.Match<Outcome<Seated>>(seated => new Seated(seated, member), reason => reason);
    }

    /// <summary>The session, running. Refused: NotFound, also for a party that is none.</summary>
    public async Task<Outcome<Party>> FindAsync(PartyId id) =>
        await parties.FindAsync(id) is { HasPassword: true, IsEnded: false } party ? party : Refusal.NotFound("That session");

    /// <summary>The same for somebody with a token: Forbidden when it is good for another party or none, Kicked after a removal.</summary>
    public async Task<Outcome<Party>> FindForAsync(PartyId id, Caller caller)
    {
        if (!(await FindAsync(id)).Succeeded(out var party, out var refusal)) return refusal;
        if (caller.GuestOf != id) return new Refusal(RefusalKind.Forbidden, "This token is for another session");
        return party.Kicked.Contains(caller.Profile) ? new Refusal(RefusalKind.Kicked, "The host removed you from this session") : party;
    }

    /// <summary>Null for what is no UUID.</summary>
    public static PartyId? IdOf(string? text) => Guid.TryParseExact(text, "D", out var id) ? new PartyId(id.ToString("D")) : null;

    private static Viewer ViewerOf(SignedIn member, PartyId party) =>
        new(member.Profile.Id, member.Account.Id, member.Profile.Name, Avatar: null, party);
}

internal sealed record Seated(Party Party, SignedIn Member);
