using Matinee.Doors.Tests.PlayerStatus;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Cluster.Tests;

/// <summary>Player statuses of two servers: each keeps what all are told.</summary>
public sealed class StatusesOnRedisTests
{
    [Fact]
    public async Task What_one_node_is_told_all_nodes_show_with_the_five_newest_in_one_order()
    {
        await using var cluster = await ServerCluster.StartAsync();
        var (first, second) = await cluster.AddTwoNodesAsync();
        for (var i = 0; i < 8; i++)
        {
            await (i % 2 == 0 ? first : second).Stranger().ReportAsync("u", "room", time: i);
            var time = i;
            foreach (var node in new[] { first, second })
                await Eventually.BecomesTrueAsync(async () => await node.Stranger().StatusesAsync("u", "room") is [.., var newest] && newest.Time() == time, $"report {time} is on both nodes");
        }

        foreach (var node in new[] { first, second })
            Assert.Equal([3d, 4d, 5d, 6d, 7d], (await node.Stranger().StatusesAsync("u", "room")).Select(StatusActs.Time));
        Assert.Empty(first.Complaints.Concat(second.Complaints));
    }

    [Fact]
    public async Task A_killed_node_takes_nothing_along_and_the_one_that_comes_for_it_learns_of_what_is_reported_from_then_on()
    {
        await using var cluster = await ServerCluster.StartAsync();
        var (first, second) = await cluster.AddTwoNodesAsync();
        await first.Stranger().ReportAsync("u", "room", time: 1);
        await Eventually.BecomesTrueAsync(async () => (await second.Stranger().StatusesAsync("u", "room")).Count == 1, "the other node knows");
        await first.KillAsync();

        await second.Stranger().ReportAsync("u", "room", time: 2);
        Assert.Equal([1d, 2d], (await second.Stranger().StatusesAsync("u", "room")).Select(StatusActs.Time));
        var third = await cluster.AddNodeAsync();
        await second.Stranger().ReportAsync("u", "room", time: 3);
        await Eventually.BecomesTrueAsync(async () => await third.Stranger().StatusesAsync("u", "room") is [.., var newest] && newest.Time() == 3, "the new node hears");
    }

    [Fact]
    public async Task While_Redis_is_away_each_node_serves_what_it_is_told_and_they_meet_again_afterwards()
    {
        await using var cluster = await ServerCluster.StartAsync();
        var (first, second) = await cluster.AddTwoNodesAsync();
        await cluster.Redis.StopAsync();
        await first.Stranger().ReportAsync("u", "room", time: 1);
        Assert.Equal([1d], (await first.Stranger().StatusesAsync("u", "room")).Select(StatusActs.Time));
        Assert.Empty(await second.Stranger().StatusesAsync("u", "room"));

        await cluster.Redis.ContinueAsync();
        var time = 1d;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await first.Stranger().ReportAsync("u", "room", time: ++time);
                return (await second.Stranger().StatusesAsync("u", "room")).Count > 0;
            },
            "reports reach the other node again");
    }
}
