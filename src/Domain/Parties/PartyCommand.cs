using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>The closed list of what may be asked of a party.</summary>
public abstract record PartyCommand
{
    private PartyCommand()
    {
    }

    /// <summary>Takes a seat, or comes back to it; with a connection the member is online.</summary>
    public sealed record Join(Viewer Viewer, string? Connection) : PartyCommand
    {
        /// <summary>Without a connection: the seat is taken ahead for somebody who is about to connect.</summary>
        public bool IsReservation { get; init; }
    }

    public sealed record Leave(ProfileId By) : PartyCommand;

    /// <summary>A connection is gone; the seat is kept for the grace period.</summary>
    public sealed record Disconnect(ProfileId Member, string Connection) : PartyCommand;

    public sealed record Start(ProfileId By) : PartyCommand;

    /// <param name="Position">Seconds; null plays from where the film stands.</param>
    public sealed record Play(ProfileId By, double? Position) : PartyCommand;

    /// <param name="Position">Seconds; null pauses where the film is.</param>
    public sealed record Pause(ProfileId By, double? Position) : PartyCommand;

    /// <param name="Playing">Whether the film runs afterwards; null leaves it as it is.</param>
    public sealed record Seek(ProfileId By, double Position, bool? Playing) : PartyCommand;

    /// <summary>Takes back the last seek, whoever made it.</summary>
    public sealed record UndoSeek(ProfileId By) : PartyCommand;

    /// <param name="Rate">Seconds of film in a second: 0.25 to 2.</param>
    public sealed record ChangeRate(ProfileId By, double Rate) : PartyCommand;

    /// <summary>
    /// A player that does not wait for the party's timeline is here already: the timeline mirrors it, from now on and not from
    /// a moment ahead. Where it is there already nothing changes.
    /// </summary>
    /// <param name="Position">Seconds; null leaves it.</param>
    /// <param name="Playing">Null leaves it.</param>
    public sealed record Mirror(ProfileId By, double? Position, bool? Playing) : PartyCommand;

    /// <summary>A player that may control the film stands here; what merely echoes the timeline changes nothing.</summary>
    /// <param name="By">Null for somebody who claims to be the host and cannot show it.</param>
    public sealed record Follow(ProfileId? By, double Position, bool IsPlaying) : PartyCommand
    {
        /// <summary>How fast the player runs; null when it does not say.</summary>
        public double? Rate { get; init; }
    }

    /// <summary>A viewer lacks data, or has enough again.</summary>
    public sealed record ReportBuffering(ProfileId By, bool IsBuffering) : PartyCommand;

    public sealed record ReportLatency(ProfileId By, TimeSpan RoundTrip) : PartyCommand;

    public sealed record HandOver(ProfileId By, ProfileId To) : PartyCommand;

    public sealed record Kick(ProfileId By, ProfileId Member) : PartyCommand;

    public sealed record ChangeSettings(ProfileId By) : PartyCommand
    {
        public LagPolicy? LagPolicy { get; init; }

        /// <summary>The policy in the words of before: see <see cref="PartySettings.LagPolicyAfter"/>.</summary>
        public bool? WaitForBufferers { get; init; }

        public bool? GuestsAllowed { get; init; }

        public bool? OpenStatusControl { get; init; }
    }

    public sealed record End(ProfileId By) : PartyCommand;

    /// <summary>The film was deleted from the library.</summary>
    public sealed record LoseFilm : PartyCommand;

    /// <summary>Time has passed: give up seats, begin and end holds, stop at the film's end, end empty parties.</summary>
    public sealed record Tick : PartyCommand;

    /// <summary>The server took the party up from the database: nobody is connected yet.</summary>
    /// <param name="AliveAt">When the party was last known to run.</param>
    public sealed record Resume(DateTimeOffset AliveAt) : PartyCommand;
}
