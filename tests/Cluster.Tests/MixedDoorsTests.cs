using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using Matinee.Doors.Tests.PlayerStatus;
using Matinee.Doors.Tests.Sessions;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchFlixx.Sockets;

namespace Matinee.Cluster.Tests;

/// <summary>
/// One party on two servers through three doors: its host on a session's WebSocket of one node, a member on Socket.IO of the
/// other, and somebody who only polls.
/// </summary>
public sealed class MixedDoorsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan LongestInterruption = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task All_hear_the_same_chat_in_the_same_order_whichever_node_and_door_they_use()
    {
        await using var room = await MixedRoom.OpenAsync();
        await Task.WhenAll(
            Task.Run(async () =>
            {
                for (var i = 0; i < 30; i++) await room.Session.ChatAsync($"session {i}");
            }),
            Task.Run(async () =>
            {
                for (var i = 0; i < 30; i++) await room.Party.DoAsync("party:message", new { message = $"party {i}" });
            }));
        var (onSession, onParty) = (new List<string>(), new List<string>());
        while (onSession.Count < 60) onSession.Add((await room.Session.HearAsync("chat")).GetProperty("payload").GetProperty("message").GetString()!);
        foreach (var message in await ServerCluster.HearAsync(room.Party, "party:message", 60)) onParty.Add(message.GetProperty("message").GetString()!);

        Assert.Equal(60, onSession.Distinct().Count());
        Assert.Equal(onSession, onParty);
        foreach (var speaker in new[] { "session", "party" })
            Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{speaker} {i}"), onSession.Where(text => text.StartsWith(speaker, StringComparison.Ordinal)));
        Assert.Empty(room.First.Complaints.Concat(room.Second.Complaints));
    }

    [Fact]
    public async Task Playback_of_the_host_moves_everybody_and_all_events_come_in_its_order()
    {
        await using var room = await MixedRoom.OpenAsync();
        await room.Session.SayAsync("playback_state", new { playing = true, currentTime = 10, volume = 1 });
        await room.Party.HearAsync("party:started");
        for (var i = 1; i <= 40; i++)
            await room.Session.SayAsync("playback_state", new { playing = i % 2 == 1, currentTime = i * 100, volume = 1 });
        var heard = new List<JsonElement>();
        while (heard.Count < 40) heard.Add(await room.Party.HearAnyAsync("party:play", "party:pause", "party:seek"));

        Assert.Equal(heard.Select(Seq).Order(), heard.Select(Seq));
        Assert.Equal(40, heard.Select(Seq).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 40).Select(i => i * 100d), heard.Select(one => one.GetProperty("timestamp").GetDouble()));
        foreach (var node in new[] { room.First, room.Second })
        {
            var shown = await room.StatusAsync(node);
            Assert.Equal((4000, false), (shown.Time(), shown.IsPlaying()));
        }

        Assert.Empty(room.First.Complaints.Concat(room.Second.Complaints));
    }

    [Fact]
    public async Task The_other_way_round_a_member_on_Socket_IO_is_heard_on_the_session_and_by_who_polls()
    {
        await using var room = await MixedRoom.OpenAsync();
        await room.Party.DoAsync("party:message", new { message = "hello over there" });
        var chat = (await room.Session.HearAsync("chat")).GetProperty("payload");
        Assert.Equal(("hello over there", room.Member.ProfileId), (chat.GetProperty("message").GetString(), chat.GetProperty("user_id").GetString()));

        // The host hands over on the session's node by giving up the seat; from then on the member of the other node decides.
        var other = await room.Member.PostAsync($"/v1/social/party/{room.Code}/join");
        Assert.Equal(200, other.Status);
        await room.LeaveSessionAsync();
        await room.Party.HearAsync("party:host_changed");
        await using var second = await room.JoinSessionAsync(room.First);
        await room.Party.DoAsync("party:play", new { timestamp = 700 });
        var state = (await second.HearAsync("playback_state")).GetProperty("payload");
        Assert.True(state.GetProperty("playing").GetBoolean());
        Assert.InRange(state.GetProperty("currentTime").GetDouble(), 699, 720);
        await room.Party.DoAsync("party:pause", new { timestamp = 720 });
        await Eventually.BecomesTrueAsync(
            async () => await room.StatusAsync(room.First) is var shown && !shown.IsPlaying() && shown.Time() == 720, "who polls the other node sees the pause");
    }

    [Fact]
    public async Task When_the_sessions_node_is_killed_the_others_go_on_and_nothing_acknowledged_is_lost()
    {
        await using var room = await MixedRoom.OpenAsync();
        await room.Session.SayAsync("playback_state", new { playing = true, currentTime = 100, volume = 1 });
        await room.Party.HearAsync("party:started");
        var echoed = new ConcurrentQueue<string>();
        var chatter = ChatUntilCutOffAsync(room.Session, echoed);
        await Eventually.BecomesTrueAsync(() => echoed.Count >= 100, "a lively chat");

        var killed = Stopwatch.GetTimestamp();
        await room.First.KillAsync();
        await room.Party.DoAsync("party:message", new { message = "still here" });
        var chatted = Stopwatch.GetElapsedTime(killed);
        var shown = await room.StatusAsync(room.Second);
        await using var back = await room.ReconnectSessionAsync(room.Second);
        var replayed = await back.HearAsync("chat");
        var returned = Stopwatch.GetElapsedTime(killed);
        await back.SayAsync("playback_state", new { playing = false, currentTime = 250, volume = 1 });
        JsonElement playback;
        do playback = await room.Party.HearAnyAsync("party:play", "party:pause", "party:seek");
        while (playback.GetProperty("timestamp").GetDouble() != 250);
        var commanded = Stopwatch.GetElapsedTime(killed);
        output.WriteLine($"a message after {chatted.TotalSeconds:F2} s, the host back after {returned.TotalSeconds:F2} s, its pause after {commanded.TotalSeconds:F2} s");

        Assert.True(chatted < LongestInterruption, $"A message took {chatted}.");
        Assert.True(commanded < LongestInterruption, $"The host's command took {commanded}.");
        Assert.True(shown.IsPlaying());
        Assert.InRange(shown.Time(), 100, 130);
        Assert.NotEqual(default, replayed);
        await chatter;
        Assert.Empty(echoed.Except(await room.HistoryAsync()));
        Assert.Empty(room.Second.Complaints);
    }

    [Fact]
    public async Task When_the_members_node_is_killed_the_session_goes_on_and_nothing_acknowledged_is_lost()
    {
        await using var room = await MixedRoom.OpenAsync();
        var acknowledged = new ConcurrentQueue<string>();
        var chatter = SayUntilCutOffAsync(room.Party, acknowledged);
        await Eventually.BecomesTrueAsync(() => acknowledged.Count >= 100, "a lively chat");

        var killed = Stopwatch.GetTimestamp();
        await room.Second.KillAsync();
        var marker = "still here";
        await room.Session.ChatAsync(marker);
        while ((await room.Session.HearAsync("chat")).GetProperty("payload").GetProperty("message").GetString() != marker)
        {
        }

        var chatted = Stopwatch.GetElapsedTime(killed);
        var back = await room.Cluster.ConnectAsync(room.First, room.Member);
        await back.DoAsync("party:join", new { partyCode = room.Code });
        await room.Session.SayAsync("playback_state", new { playing = true, currentTime = 300, volume = 1 });
        await back.HearAsync("party:started");
        var commanded = Stopwatch.GetElapsedTime(killed);
        output.WriteLine($"a message after {chatted.TotalSeconds:F2} s, a command with the member back after {commanded.TotalSeconds:F2} s");

        Assert.True(chatted < LongestInterruption, $"A message took {chatted}.");
        Assert.True(commanded < LongestInterruption, $"The member's return took {commanded}.");
        await chatter;
        Assert.Empty(acknowledged.Except(await room.HistoryAsync(room.First)));
        Assert.Empty(room.First.Complaints);
    }

    private static long Seq(JsonElement playback) => playback.GetProperty("seq").GetInt64();

    /// <summary>A message counts as acknowledged when it comes back with the sender's own id.</summary>
    private static async Task ChatUntilCutOffAsync(SessionClient client, ConcurrentQueue<string> echoed)
    {
        try
        {
            for (var i = 0; !client.IsClosed; i++)
            {
                await client.ChatAsync($"message {i}");
                echoed.Enqueue((await client.HearAsync("chat").WaitAsync(TimeSpan.FromSeconds(5))).GetProperty("payload").GetProperty("message").GetString()!);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or WebSocketException or TimeoutException or ObjectDisposedException)
        {
            // Cut off; what did not come back may be there or not.
        }
    }

    private static async Task SayUntilCutOffAsync(PartyClient client, ConcurrentQueue<string> acknowledged)
    {
        try
        {
            for (var i = 0; ; i++)
                acknowledged.Enqueue((await client.DoAsync("party:message", new { message = $"message {i}" })).GetProperty("message").GetProperty("message").GetString()!);
        }
        catch (Exception exception) when (exception is InvalidOperationException or WebSocketException)
        {
            // Cut off; what was not acknowledged may be there or not.
        }
    }
}
