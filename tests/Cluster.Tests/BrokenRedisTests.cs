using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchFlixx.Sockets;

namespace Matinee.Cluster.Tests;

/// <summary>Redis goes away under a running server: what needs it says so, the rest goes on, and nobody restarts anything.</summary>
public sealed class BrokenRedisTests
{
    [Fact]
    public async Task While_Redis_is_stopped_parties_are_unavailable_and_all_else_works()
    {
        await using var cluster = await ServerCluster.StartAsync();
        var node = await cluster.AddNodeAsync();
        var ana = await cluster.SignUpAsync(node, "ana");
        var host = await cluster.ConnectAsync(node, ana);
        var code = await cluster.CreatePartyAsync(host, ana);
        await cluster.Redis.StopAsync();

        await AssertBrokenAsync(node, ana, host, code);
        await cluster.Redis.ContinueAsync();
        await AssertWellAsync(node, ana, host, code);

        Assert.Empty(node.Complaints);
    }

    [Fact]
    public async Task A_Redis_that_was_killed_and_lost_everything_gets_the_parties_back()
    {
        await using var cluster = await ServerCluster.StartAsync();
        var (node, other) = await cluster.AddTwoNodesAsync();
        var ana = await cluster.SignUpAsync(node, "ana");
        var host = await cluster.ConnectAsync(node, ana);
        var code = await cluster.CreatePartyAsync(host, ana);
        var ben = await cluster.ConnectAsync(other, await cluster.SignUpAsync(other, "ben"));
        await ben.DoAsync("party:join", new { partyCode = code });
        await host.DoAsync("party:play", new { timestamp = 300 });
        await host.DoAsync("party:message", new { message = "before" });
        await cluster.Redis.KillAsync();

        await AssertBrokenAsync(node, ana, host, code);
        ben.Forget();
        await cluster.Redis.StartAsync();
        await AssertWellAsync(node, ana, host, code);
        await Eventually.BecomesTrueAsync(async () => (await other.Stranger().GetAsync("/health/ready")).Status == 200, "the other server is ready again");

        // The film went on meanwhile, and everybody who stayed connected is in the party again without doing anything.
        var playback = (await ben.DoAsync("party:sync_request")).GetProperty("playback");
        Assert.True(playback.GetProperty("isPlaying").GetBoolean());
        Assert.InRange(playback.GetProperty("timestamp").GetDouble(), 300, 400);
        await Eventually.BecomesTrueAsync(
            async () => (await ana.GetAsync($"/v1/social/party/{code}"))["data.party.members"].EnumerateArray().All(member => member.GetProperty("isOnline").GetBoolean()),
            "both members are online again");
        await host.DoAsync("party:pause", new { timestamp = 320 });
        while ((await ben.HearAsync("party:pause")).GetProperty("timestamp").GetDouble() != 320)
        {
        }

        Assert.Empty(node.Complaints.Concat(other.Complaints));
    }

    [Fact]
    public async Task A_server_that_starts_without_Redis_serves_what_it_can_and_the_parties_later()
    {
        await using var cluster = await ServerCluster.StartAsync();
        await cluster.Redis.KillAsync();
        var node = await cluster.AddNodeAsync();
        var ana = await cluster.SignUpAsync(node, "ana");
        Assert.Equal(503, (await node.Stranger().GetAsync("/health/ready")).Status);
        await cluster.Redis.StartAsync();

        await Eventually.BecomesTrueAsync(async () => (await node.Stranger().GetAsync("/health/ready")).Status == 200, "the server is ready");

        var host = await cluster.ConnectAsync(node, ana);
        await cluster.CreatePartyAsync(host, ana);
        await host.DoAsync("party:play", new { timestamp = 1 });
    }

    [Fact]
    public async Task A_log_out_while_Redis_is_away_closes_the_sockets_of_the_other_node_when_it_is_back()
    {
        await using var cluster = await ServerCluster.StartAsync();
        var (node, other) = await cluster.AddTwoNodesAsync();
        var ana = await cluster.SignUpAsync(node, "ana");
        var ben = await cluster.SignUpAsync(other, "ben");
        var (leaving, staying) = (await cluster.ConnectAsync(other, ana), await cluster.ConnectAsync(other, ben));
        await cluster.Redis.KillAsync();

        Assert.Equal(200, (await ana.PostAsync("/v1/auth/logout", new { refreshToken = ana.RefreshToken })).Status);
        await cluster.Redis.StartAsync();

        await leaving.ClosedAsync();
        Assert.False(staying.IsClosed);
    }

    private static async Task AssertBrokenAsync(ServerProcess node, Person ana, PartyClient host, string code)
    {
        await Eventually.BecomesTrueAsync(async () => (await node.Stranger().GetAsync("/health/ready")).Status == 503, "the server says that it is not ready");
        var ready = await node.Stranger().GetAsync("/health/ready");
        Assert.Equal(("unavailable", "ok"), (ready["status"].GetString(), ready["checks.database"].GetString()));
        Assert.NotEqual("ok", ready["checks.redis"].GetString());

        var party = await ana.GetAsync($"/v1/social/party/{code}");
        Assert.Equal((503, "SERVICE_UNAVAILABLE"), (party.Status, party["error.code"].GetString()));
        Assert.Equal("network_error", await host.RefusalAsync("party:play", new { timestamp = 5 }));

        Assert.Equal(200, (await node.Stranger().GetAsync("/health")).Status);
        Assert.Equal(200, (await node.Stranger().PostAsync("/v1/auth/login", new { email = ana.Email, password = Person.Password })).Status);
        Assert.Equal(200, (await ana.GetAsync("/v1/auth/profiles")).Status);
        Assert.Equal(200, (await ana.GetAsync("/api/videos/")).Status);
    }

    private static async Task AssertWellAsync(ServerProcess node, Person ana, PartyClient host, string code)
    {
        await Eventually.BecomesTrueAsync(async () => (await node.Stranger().GetAsync("/health/ready")).Status == 200, "the server is ready again");
        Assert.Equal(200, (await ana.GetAsync($"/v1/social/party/{code}")).Status);
        await host.DoAsync("party:sync_request");
        await host.DoAsync("party:message", new { message = "after" });
    }
}
