using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchFlixx.Sockets;

namespace Matinee.Cluster.Tests;

/// <summary>Members of one party on two servers, one of which may be killed.</summary>
public sealed class TwoNodesTests(ITestOutputHelper output)
{
    private static readonly TimeSpan LongestInterruption = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Commands_from_both_nodes_reach_all_members_in_one_order()
    {
        await using var cluster = await ServerCluster.StartAsync();
        var (first, second) = await cluster.AddTwoNodesAsync();
        var ana = await cluster.SignUpAsync(first, "ana");
        var (phone, tab) = (await cluster.ConnectAsync(first, ana), await cluster.ConnectAsync(second, ana));
        var code = await cluster.CreatePartyAsync(phone, ana);
        await tab.DoAsync("party:join", new { partyCode = code });
        var ben = await JoinAsync(cluster, first, "ben", code);
        var cleo = await JoinAsync(cluster, second, "cleo", code);

        await Task.WhenAll(
            SeekAsync(phone, Enumerable.Range(0, 40)), SeekAsync(tab, Enumerable.Range(100, 40)),
            SayAsync(ben, 20), SayAsync(cleo, 20));
        var (onFirst, onSecond) = (await ServerCluster.HearAsync(ben, "party:seek", 80), await ServerCluster.HearAsync(cleo, "party:seek", 80));

        Assert.Equal(onFirst.Select(Number), onSecond.Select(Number));
        Assert.Equal(onFirst.Select(Number).Order(), onFirst.Select(Number));
        Assert.Equal(80, onFirst.Select(Number).Distinct().Count());
        var (saidToBen, saidToCleo) = (await ServerCluster.HearAsync(ben, "party:message", 40), await ServerCluster.HearAsync(cleo, "party:message", 40));
        Assert.Equal(saidToBen.Select(Text), saidToCleo.Select(Text));
        var (one, other) = (await phone.DoAsync("party:sync_request"), await cleo.DoAsync("party:sync_request"));
        Assert.Equal(Number(one.GetProperty("playback")), Number(other.GetProperty("playback")));
        Assert.Empty(first.Complaints.Concat(second.Complaints));
    }

    [Fact]
    public async Task When_a_node_is_killed_the_party_goes_on_at_once_and_its_host_hands_over()
    {
        await using var cluster = await ServerCluster.StartAsync(seatGraceSeconds: 1);
        var (first, second) = await cluster.AddTwoNodesAsync();
        var ana = await cluster.SignUpAsync(first, "ana");
        var host = await cluster.ConnectAsync(first, ana);
        var code = await cluster.CreatePartyAsync(host, ana);
        var ben = await JoinAsync(cluster, second, "ben", code);
        await host.DoAsync("party:play", new { timestamp = 100 });
        var acknowledged = new ConcurrentQueue<string>();
        var chatter = Task.WhenAll(SayUntilCutOffAsync(host, acknowledged), SayUntilCutOffAsync(host, acknowledged));
        await Eventually.BecomesTrueAsync(() => acknowledged.Count >= 100, "a lively chat");
        ben.Forget();

        // In the middle of it: some messages are written and not acknowledged, some the other way round if anything is wrong.
        var killed = Stopwatch.GetTimestamp();
        await first.KillAsync();
        await ben.DoAsync("party:message", new { message = "still here" });
        var commanded = Stopwatch.GetElapsedTime(killed);
        var away = await ben.HearAsync("party:member_update");
        var noticed = Stopwatch.GetElapsedTime(killed);
        var handedOver = await ben.HearAsync("party:host_changed");
        var since = Stopwatch.GetElapsedTime(killed);
        output.WriteLine($"a command after {commanded.TotalSeconds:F2} s, away after {noticed.TotalSeconds:F2} s, hand-over after {since.TotalSeconds:F2} s");
        await ben.DoAsync("party:pause");

        Assert.Equal(ana.ProfileId, away.GetProperty("member").GetProperty("profileId").GetString());
        Assert.NotEqual(ana.ProfileId, handedOver.GetProperty("newHost").GetProperty("profileId").GetString());
        Assert.True(commanded < LongestInterruption, $"A command took {commanded}.");
        Assert.True(noticed < LongestInterruption, $"The loss was noticed after {noticed}.");
        await chatter;
        var history = await HistoryAsync(second.As(ana), code);
        Assert.Empty(acknowledged.Except(history));
        Assert.Empty(second.Complaints);
    }

    [Fact]
    public async Task Who_comes_back_through_the_other_node_has_the_seat_and_the_role_at_once()
    {
        await using var cluster = await ServerCluster.StartAsync();
        var (first, second) = await cluster.AddTwoNodesAsync();
        var ana = await cluster.SignUpAsync(first, "ana");
        var host = await cluster.ConnectAsync(first, ana);
        var code = await cluster.CreatePartyAsync(host, ana);
        var ben = await JoinAsync(cluster, second, "ben", code);
        var before = await host.DoAsync("party:play", new { timestamp = 100 });
        await first.KillAsync();

        var back = await cluster.ConnectAsync(second, ana);
        var joined = await back.DoAsync("party:join", new { partyCode = code });

        Assert.Equal("HOST", joined.GetProperty("you").GetProperty("role").GetString());
        Assert.Equal(2, joined.GetProperty("members").GetArrayLength());
        var after = await back.DoAsync("party:sync_request");
        Assert.Equal(Number(before.GetProperty("playback")), Number(after.GetProperty("playback")));
        ben.Forget();
        await back.DoAsync("party:pause", new { timestamp = 120 });
        Assert.Equal(120, (await ben.HearAsync("party:pause")).GetProperty("timestamp").GetDouble());
        Assert.Empty(second.Complaints);
    }

    [Fact]
    public async Task A_log_out_on_one_node_closes_the_sockets_on_the_other()
    {
        await using var cluster = await ServerCluster.StartAsync();
        var (first, second) = await cluster.AddTwoNodesAsync();
        var ana = await cluster.SignUpAsync(first, "ana");
        var socket = await cluster.ConnectAsync(second, ana);

        Assert.Equal(200, (await ana.PostAsync("/v1/auth/logout", new { refreshToken = ana.RefreshToken })).Status);

        await socket.ClosedAsync();
    }

    [Fact]
    public async Task A_limit_holds_over_both_nodes_together()
    {
        await using var cluster = await ServerCluster.StartAsync();
        var (first, second) = await cluster.AddTwoNodesAsync(("Auth", 5));
        string[] spellings = ["/v1/auth/login", "/V1/Auth/LOGIN", "/v1/auth/login/"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i =>
            (i % 2 == 0 ? first : second).Stranger().PostTextAsync(spellings[i % 3], "{}")));

        Assert.Equal(5, answers.Count(answer => answer.Status == 422));
        Assert.Equal(25, answers.Count(answer => answer.Status == 429));
    }

    private static async Task<PartyClient> JoinAsync(ServerCluster cluster, ServerProcess node, string name, string code)
    {
        var client = await cluster.ConnectAsync(node, await cluster.SignUpAsync(node, name));
        await client.DoAsync("party:join", new { partyCode = code });
        return client;
    }

    private static async Task SeekAsync(PartyClient client, IEnumerable<int> seconds)
    {
        foreach (var second in seconds) await client.DoAsync("party:seek", new { timestamp = second, wasPlaying = false });
    }

    private static async Task SayAsync(PartyClient client, int count)
    {
        for (var i = 0; i < count; i++) await client.DoAsync("party:message", new { message = $"{client.GetHashCode()} says {i}" });
    }

    private static async Task SayUntilCutOffAsync(PartyClient client, ConcurrentQueue<string> acknowledged)
    {
        try
        {
            for (var i = 0; ; i++) acknowledged.Enqueue((await client.DoAsync("party:message", new { message = $"message {i}" })).GetProperty("message").Id());
        }
        catch (Exception exception) when (exception is InvalidOperationException or WebSocketException)
        {
            // Cut off; what was not acknowledged may be there or not.
        }
    }

    /// <summary>The ids of all stored messages, as the party's interface tells them to a member who has come back.</summary>
    private static async Task<IReadOnlyList<string>> HistoryAsync(Person person, string code)
    {
        Assert.Equal(200, (await person.PostAsync($"/v1/social/party/{code}/join")).Status);
        var ids = new List<string>();
        for (var before = ""; ;)
        {
            var page = await person.GetAsync($"/v1/social/party/{code}/messages?limit=100{before}");
            JsonElement[] messages = [.. page["data.messages"].EnumerateArray()];
            ids.AddRange(messages.Select(message => message.Id()));
            if (!page["data.hasMore"].GetBoolean()) return ids;
            before = $"&before={messages[0].GetProperty("createdAt").GetDateTimeOffset().ToUnixTimeMilliseconds()}";
        }
    }

    private static (long Epoch, long Seq) Number(JsonElement playback) => (playback.GetProperty("epoch").GetInt64(), playback.GetProperty("seq").GetInt64());

    private static string Text(JsonElement message) => message.GetProperty("message").GetString()!;
}

internal static class Wire
{
    public static string Id(this JsonElement element) => element.GetProperty("id").GetString()!;
}
