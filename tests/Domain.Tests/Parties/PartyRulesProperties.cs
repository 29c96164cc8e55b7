using FsCheck;
using FsCheck.Fluent;
using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

/// <summary>Whatever is asked of a party, in whatever order, these hold. Each number of the input is one command.</summary>
public sealed class PartyRulesProperties
{
    private static readonly string[] Names = ["ana", "ben", "cem", "dee", "eve"];

    [Fact]
    public void The_invariants_hold_after_every_command() => Check(draft =>
    {
        var party = draft.Party;
        Assert.True(party.Members.Count <= party.MaxMembers, "more members than seats");
        if (!party.IsEnded)
            Assert.Equal(party.Members.IsEmpty ? 0 : 1, party.Members.Values.Count(member => member.Role == PartyRole.Host));
        Assert.InRange(party.Playback.Position, 0, PartyDraft.Film);
        Assert.InRange(draft.Position, 0, PartyDraft.Film);
        Assert.InRange(party.Playback.Undo?.From ?? 0, 0, PartyDraft.Film);
        Assert.InRange(party.Playback.Rate, PartyRules.SlowestRate, PartyRules.FastestRate);
        Assert.False(party.Playback is { IsPlaying: true, Hold: not null }, "plays and holds at once");
        Assert.False(party is { Playback.Hold: not null, Settings.LagPolicy: LagPolicy.CatchUp }, "waits though it never does");
        if (party is { Playback.Hold.WaitingFor.Count: var lacking, Settings.LagPolicy: LagPolicy.Quorum })
            Assert.True(lacking * 2 > party.Members.Values.Count(member => member is { IsOnline: true, HasPlayed: true }), "waits though half can watch");
        Assert.All(party.Playback.Hold?.WaitingFor ?? [], waited => Assert.True(party.Members.ContainsKey(waited)));
        Assert.DoesNotContain(party.Kicked, party.Members.ContainsKey);
        Assert.All(party.Members.Values, member => Assert.True(member.IsOnline || member.SeatUntil is not null, "a seat that is never given up"));
    });

    [Fact]
    public void Another_speed_moves_nobody() => CheckSteps((before, draft) =>
    {
        if (draft.Events is not [PartyEvent.PlaybackChanged { Change: PlaybackChange.RateChanged, Playback: var next }]) return;
        Assert.Equal(before.Playback.PositionAt(next.At, PartyDraft.Film), next.PositionAt(next.At, PartyDraft.Film), 9);
        Assert.Equal((before.Playback.IsPlaying, before.Playback.Hold), (next.IsPlaying, next.Hold));
        Assert.True(next.At >= draft.Now && next.At >= before.Playback.At, "takes effect in the past");
    });

    [Fact]
    public void The_numbers_of_events_rise() => CheckSteps((before, draft) =>
    {
        var raising = draft.Events.Count(PartyRules.RaisesSeq);
        Assert.Equal(before.Seq + raising, draft.Party.Seq);
        if (!ReferenceEquals(before.Playback, draft.Party.Playback))
            Assert.True(draft.Party.Playback.Seq > before.Playback.Seq, "a timeline that is not newer than the one before");
    });

    [Fact]
    public void Replaying_the_events_gives_the_state() => CheckSteps((before, draft) =>
        Assert.Equivalent(draft.Party, draft.Events.Aggregate(before, PartyRules.Apply), strict: true));

    [Fact]
    public void An_ended_party_never_changes_again() => CheckSteps((before, draft) =>
    {
        if (before.IsEnded) Assert.Same(before, draft.Party);
    });

    private static void Check(Action<PartyDraft> holds) => CheckSteps((_, draft) => holds(draft));

    private static void CheckSteps(Action<Party, PartyDraft> holds) =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNegativeInt[]>(),
            numbers =>
            {
                var draft = new PartyDraft(seats: 3);
                foreach (var number in numbers)
                {
                    var before = draft.Party;
                    Step(draft, number.Get);
                    holds(before, draft);
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(120));

    private static void Step(PartyDraft draft, int number)
    {
        var name = Names[number % Names.Length];
        var other = Names[number / 7 % Names.Length];
        var (id, otherId) = (PartyDraft.Id(name), PartyDraft.Id(other));
        double position = number * 37 % 700;
        draft.Advance(TimeSpan.FromMilliseconds(number * 97 % 9000));
        draft.Do((number / 3 % 20) switch
        {
            0 or 1 or 2 => new PartyCommand.Join(PartyDraft.Viewer(name), number % 4 == 0 ? null : PartyDraft.Connection(name)),
            3 => new PartyCommand.Leave(id),
            4 => new PartyCommand.Disconnect(id, PartyDraft.Connection(name)),
            5 => new PartyCommand.Start(id),
            6 or 7 => new PartyCommand.Play(id, number % 3 == 0 ? null : position),
            8 => new PartyCommand.Pause(id, number % 3 == 0 ? null : position),
            9 => new PartyCommand.Seek(id, position, number % 3 == 0 ? null : number % 2 == 0),
            10 => new PartyCommand.ReportBuffering(id, IsBuffering: true),
            11 => new PartyCommand.ReportBuffering(id, IsBuffering: false),
            12 => new PartyCommand.ReportLatency(id, TimeSpan.FromMilliseconds(number % 900)),
            13 => new PartyCommand.HandOver(id, otherId),
            14 => number % 5 == 0 ? new PartyCommand.Kick(id, otherId) : new PartyCommand.Tick(),
            15 => new PartyCommand.ChangeSettings(id) { LagPolicy = (LagPolicy)(number % 3), WaitForBufferers = number % 4 == 0 ? number % 3 != 1 : null },
            16 => number % 11 == 0 ? new PartyCommand.End(id) : new PartyCommand.Resume(draft.Now),
            17 => new PartyCommand.Follow(number % 5 == 0 ? null : id, position, number % 2 == 0) { Rate = number % 3 == 0 ? null : number % 40 / 16d },
            19 => new PartyCommand.UndoSeek(id),
            18 => new PartyCommand.ChangeRate(id, number % 11 / 4d),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }
}
