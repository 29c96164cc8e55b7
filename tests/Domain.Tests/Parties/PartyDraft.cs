using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

/// <summary>A party under test: commands go in, time is moved by hand, the events of the last command can be looked at.</summary>
internal sealed class PartyDraft
{
    public const double Film = 600;

    public PartyDraft(int seats = 10, double? duration = Film, PartySettings? settings = null, TimeSpan? lifetime = null, string? founder = null) => Party = new Party
    {
        Id = new PartyId("party"),
        Code = "ABCDEF",
        Content = new PartyContent(new VideoId("film"), "The Film", duration),
        Status = PartyStatus.Waiting,
        MaxMembers = seats,
        IsPublic = false,
        Settings = settings ?? new PartySettings(),
        CreatedAt = Now,
        ExpiresAt = Now + lifetime,
        Founder = founder is null ? null : Id(founder),
        Playback = new Playback(0, 1, IsPlaying: false, Now, 0, Actor: null),
    };

    public PartyOptions Options { get; } = new();

    public DateTimeOffset Now { get; private set; } = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    public Party Party { get; private set; }

    public IReadOnlyList<PartyEvent> Events { get; private set; } = [];

    public double Position => Party.Playback.PositionAt(Now, Party.Content.Duration);

    public static ProfileId Id(string name) => new(name);

    public static Viewer Viewer(string name, PartyId? guestOf = null) => new(Id(name), new AccountId("account-" + name), name, Avatar: null, guestOf);

    public Refusal? Do(PartyCommand command)
    {
        if (!PartyRules.Decide(Party, command, Now, Options).Succeeded(out var decision, out var refusal))
        {
            Events = [];
            return refusal;
        }

        Events = decision.Events;
        Party = decision.Next;
        return null;
    }

    public PartyDraft With(params string[] names)
    {
        foreach (var name in names) Assert.Null(Do(new PartyCommand.Join(Viewer(name), Connection(name))));
        return this;
    }

    public static string Connection(string name) => "socket-" + name;

    public Refusal? Play(string by, double? at = null) => Do(new PartyCommand.Play(Id(by), at));

    public Refusal? Stall(string by) => Do(new PartyCommand.ReportBuffering(Id(by), IsBuffering: true));

    public Refusal? Ready(string by) => Do(new PartyCommand.ReportBuffering(Id(by), IsBuffering: false));

    public Refusal? Disconnect(string by) => Do(new PartyCommand.Disconnect(Id(by), Connection(by)));

    /// <summary>Everyone has data and the film has run for a while.</summary>
    public PartyDraft Playing(params string[] names)
    {
        With(names);
        foreach (var name in names) Ready(name);
        Assert.Null(Play(names[0], 10));
        Pass(TimeSpan.FromSeconds(5));
        return this;
    }

    /// <summary>Lets time pass; a tick comes at each due-time on the way, as the shell would send it.</summary>
    public void Pass(TimeSpan span)
    {
        var end = Now + span;
        while (PartyRules.NextDue(Party, Options) is { } due && due <= end)
        {
            Now = due > Now ? due : Now;
            var before = Party;
            Do(new PartyCommand.Tick());
            Assert.False(ReferenceEquals(before, Party) && PartyRules.NextDue(Party, Options) <= Now, "A tick that is due did nothing and stays due.");
        }

        Now = end;
    }

    public void Advance(TimeSpan span) => Now += span;
}
