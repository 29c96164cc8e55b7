using System.Collections.Immutable;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>A watch party as the rules see it. Immutable: <see cref="PartyRules"/> makes the next one.</summary>
public sealed record Party
{
    public required PartyId Id { get; init; }

    /// <summary>What people type or send: see <see cref="PartyCode"/>.</summary>
    public required string Code { get; init; }

    public required PartyContent Content { get; init; }

    public required PartyStatus Status { get; init; }

    /// <summary>Seats, the host's included.</summary>
    public required int MaxMembers { get; init; }

    public required bool IsPublic { get; init; }

    public PartySettings Settings { get; init; } = new();

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends whatever happens; until then it goes on with nobody in it. Null: it ends when it has been empty for a while.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>See <see cref="PartyPasswords"/>; null for a party without a password.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Who made it, and is host again on coming back though somebody took over; null: the host's role stays where it went.</summary>
    public ProfileId? Founder { get; init; }

    public ImmutableDictionary<ProfileId, Member> Members { get; init; } = ImmutableDictionary<ProfileId, Member>.Empty;

    /// <summary>Who was removed by the host and may not come back.</summary>
    public ImmutableHashSet<ProfileId> Kicked { get; init; } = [];

    public required Playback Playback { get; init; }

    /// <summary>Rises each time the state is taken up from the database, so that a client can tell a restart from a gap.</summary>
    public long Epoch { get; init; } = 1;

    /// <summary>Number of the newest event; strictly rising within an epoch and kept across epochs.</summary>
    public long Seq { get; init; }

    /// <summary>Since when nobody holds a seat; null while somebody does.</summary>
    public DateTimeOffset? EmptySince { get; init; }

    public string? EndReason { get; init; }

    public Member? Host => Members.Values.FirstOrDefault(member => member.Role == PartyRole.Host);

    /// <summary>Longest present first.</summary>
    public IEnumerable<Member> MembersInOrder => Members.Values.OrderBy(member => member.JoinedSeq);

    /// <summary>The seat of a caller: its profile's, or else the one that another profile of the account took.</summary>
    public Member? SeatOf(AccountId account, ProfileId profile) =>
        Members.GetValueOrDefault(profile) ?? Members.Values.FirstOrDefault(member => member.Account == account);

    public bool IsEnded => Status == PartyStatus.Ended;

    public bool HasPassword => PasswordHash is not null;
}

/// <param name="Video">Null where no film of the library is shown: members share a screen. The timeline is there all the same.</param>
/// <param name="Duration">Seconds, where known.</param>
public sealed record PartyContent(VideoId? Video, string Title, double? Duration);

/// <summary>What a party has beyond the usual when it is made for people who come with a password.</summary>
/// <param name="Id">Made before the party, since its host's account names it.</param>
/// <param name="Lifetime">How long the party is there, with or without members.</param>
public sealed record PartyTerms(PartyId Id, string PasswordHash, TimeSpan Lifetime)
{
    // A record's own text would carry the hash into logs.
    public override string ToString() => nameof(PartyTerms);
}

/// <param name="LagPolicy">What the room does when a viewer runs out of data.</param>
/// <param name="GuestsAllowed">People without an account may join by link.</param>
/// <param name="ModeratorsControl">Moderators may play, pause and seek.</param>
public sealed record PartySettings(LagPolicy LagPolicy = LagPolicy.Wait, bool GuestsAllowed = true, bool ModeratorsControl = true)
{
    /// <summary>Who says in a player's status that it is the host moves the film, also without a token to show it.</summary>
    public bool OpenStatusControl { get; init; }

    /// <summary>
    /// The policy after a change that may be worded either way: as a policy, or as the yes or no (does the room ever wait?) that
    /// came before policies. A yes leaves a room that waits as it is; contradicting words are refused.
    /// </summary>
    public Outcome<LagPolicy> LagPolicyAfter(LagPolicy? wanted, bool? waits)
    {
        if (wanted is { } policy)
            return waits is null || waits == policy.Waits() ? policy : Refusal.Invalid("waitForBufferers", "waitForBufferers contradicts lagPolicy.");
        if (waits is null || waits == LagPolicy.Waits()) return LagPolicy;
        return waits.Value ? LagPolicy.Wait : LagPolicy.CatchUp;
    }
}

public enum LagPolicy
{
    /// <summary>The film is held for everybody who runs out of data.</summary>
    Wait,

    /// <summary>The film is never held; who falls behind catches up.</summary>
    CatchUp,

    /// <summary>The film is held while fewer than half of those who watch have data.</summary>
    Quorum,
}

public static class LagPolicies
{
    /// <summary>Whether the room ever waits.</summary>
    public static bool Waits(this LagPolicy policy) => policy != LagPolicy.CatchUp;
}

public enum PartyStatus
{
    Waiting,
    Active,
    Paused,
    Ended,
}

public enum PartyRole
{
    Host,
    Moderator,
    Member,
}

/// <summary>A seat in a party. One profile has one seat, however many connections it watches through.</summary>
public sealed record Member
{
    public required ProfileId Id { get; init; }

    public required AccountId Account { get; init; }

    public required string Name { get; init; }

    public string? Avatar { get; init; }

    public required PartyRole Role { get; init; }

    public bool IsGuest { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>The event that gave the seat; orders members that joined in the same instant.</summary>
    public required long JoinedSeq { get; init; }

    /// <summary>Ids of the live connections; none means that the member is away.</summary>
    public ImmutableHashSet<string> Connections { get; init; } = [];

    /// <summary>When the seat is given up unless the member connects; null while connected.</summary>
    public DateTimeOffset? SeatUntil { get; init; }

    /// <summary>
    /// False for a seat that was taken ahead, until its member connects for the first time: to those who can only talk to
    /// who is connected it is not there yet.
    /// </summary>
    public bool HasArrived { get; init; } = true;

    /// <summary>Had enough data to play once since joining (or since a hold gave up on it): only then may it hold the room.</summary>
    public bool HasPlayed { get; init; }

    /// <summary>Since when it lacks data while the film should run; null when it does not.</summary>
    public DateTimeOffset? StalledSince { get; init; }

    /// <summary>Round trip as last measured; null before.</summary>
    public TimeSpan? Latency { get; init; }

    public bool IsOnline => !Connections.IsEmpty;
}

/// <summary>
/// The film's timeline, a line. Before <see cref="At"/> the film stands at <see cref="Position"/>; from then on, while
/// <see cref="IsPlaying"/>, it runs at <see cref="Rate"/>. Commands set <see cref="At"/> a little into the future, so that
/// every viewer starts at the same instant.
/// </summary>
/// <param name="Position">Seconds.</param>
/// <param name="Rate">Seconds of film in a second: see <see cref="PartyRules.SlowestRate"/>.</param>
/// <param name="At">On the server's clock: see <see cref="ServerClock"/>.</param>
/// <param name="Seq">The event that set it.</param>
/// <param name="Actor">Who asked for it; null when the server did (a hold, the film's end).</param>
public sealed record Playback(double Position, double Rate, bool IsPlaying, DateTimeOffset At, long Seq, ProfileId? Actor)
{
    /// <summary>Set while the film stands for viewers who lack data; it goes on when they have it.</summary>
    public Hold? Hold { get; init; }

    /// <summary>The last seek, for as long as it can be undone; not stored, so a restart forgets it.</summary>
    public SeekUndo? Undo { get; init; }

    /// <summary>The film would run, were it not held.</summary>
    public bool WantsToPlay => IsPlaying || Hold is not null;

    /// <summary>Seconds into the film at <paramref name="instant"/>, never beyond <paramref name="duration"/>.</summary>
    public double PositionAt(DateTimeOffset instant, double? duration)
    {
        var position = IsPlaying && instant > At ? Position + ((instant - At).TotalSeconds * Rate) : Position;
        return Math.Min(position, duration ?? double.MaxValue);
    }

    /// <summary>When the film, going on like this, has reached <paramref name="position"/>; not a tick too early.</summary>
    public DateTimeOffset InstantOf(double position)
    {
        var ticks = Math.Max(0, position - Position) / Rate * TimeSpan.TicksPerSecond;
        return At + TimeSpan.FromTicks((long)ticks + 1);
    }
}

/// <summary>How to take back a seek.</summary>
/// <param name="By">Who sought.</param>
/// <param name="From">Seconds: where the film was when the seek was made.</param>
/// <param name="Until">From then on it stands.</param>
public sealed record SeekUndo(Author By, double From, DateTimeOffset Until);

/// <param name="Until">When the room goes on without them.</param>
public sealed record Hold(ImmutableHashSet<ProfileId> WaitingFor, DateTimeOffset Until);
