using System.Text.Json.Serialization;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>
/// The closed list of what happened in a party. Those that change its state carry all that <see cref="PartyRules.Apply"/>
/// needs, so that replaying them gives the state; messages, reactions and typing pass by without changing it.
/// </summary>
[JsonDerivedType(typeof(MemberJoined), "joined")]
[JsonDerivedType(typeof(MemberChanged), "changed")]
[JsonDerivedType(typeof(MemberLeft), "left")]
[JsonDerivedType(typeof(HostChanged), "host")]
[JsonDerivedType(typeof(PlaybackChanged), "playback")]
[JsonDerivedType(typeof(SettingsChanged), "settings")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(MessagePosted), "message")]
[JsonDerivedType(typeof(ReactionSent), "reaction")]
[JsonDerivedType(typeof(TypingChanged), "typing")]
public abstract record PartyEvent
{
    private PartyEvent()
    {
    }

    public sealed record MemberJoined(Member Member, int MemberCount) : PartyEvent;

    /// <param name="IsVisible">Something that others see changed (online, connection), not only what the rules keep for themselves.</param>
    public sealed record MemberChanged(Member Member, bool IsVisible) : PartyEvent
    {
        /// <summary>A seat that was taken ahead has its member now: see <see cref="Matinee.Domain.Parties.Member.HasArrived"/>.</summary>
        public bool IsArrival { get; init; }
    }

    /// <param name="At">From then on the party is empty, when nobody is left.</param>
    public sealed record MemberLeft(Member Member, int MemberCount, LeaveReason Reason, DateTimeOffset At) : PartyEvent;

    public sealed record HostChanged(Member NewHost) : PartyEvent;

    public sealed record PlaybackChanged(PlaybackChange Change, Playback Playback, PartyStatus Status) : PartyEvent;

    public sealed record SettingsChanged(PartySettings Settings) : PartyEvent;

    public sealed record Ended(string Reason) : PartyEvent;

    public sealed record MessagePosted(ChatMessage Message) : PartyEvent;

    public sealed record ReactionSent(Reaction Reaction) : PartyEvent;

    public sealed record TypingChanged(Author Author, bool IsTyping) : PartyEvent;
}

public enum LeaveReason
{
    Left,
    Gone,
    Kicked,
}

public enum PlaybackChange
{
    Started,
    Played,
    Paused,
    Sought,

    /// <summary>Another speed, on a line through the same point: nobody jumps.</summary>
    RateChanged,
}

/// <summary>An event on its way to every node.</summary>
/// <param name="Seq">Of the state-changing events; those that pass by carry the newest number without raising it.</param>
/// <param name="Origin">The connection that caused it, which is answered by its acknowledgement instead; null for all.</param>
public sealed record PartyNews(PartyId Party, long Epoch, long Seq, string? Origin, PartyEvent Event);

internal static class Decided
{
    /// <summary>The events of a decision as others hear of them, in their order.</summary>
    public static IEnumerable<PartyNews> News(this Decision decision, string? origin)
    {
        var party = decision.Next;
        var seq = party.Seq - decision.Events.Count(PartyRules.RaisesSeq);
        foreach (var happened in decision.Events)
        {
            if (PartyRules.RaisesSeq(happened)) seq++;
            if (happened is PartyEvent.MemberChanged { IsVisible: false }) continue;
            yield return new PartyNews(party.Id, party.Epoch, seq, origin, happened);
        }
    }
}
