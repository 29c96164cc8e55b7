using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.ResumeProgress;

/// <summary>Progress while the Redis that it is kept in is away.</summary>
public sealed class ProgressOutageTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_Redis_every_call_is_a_503_that_says_so_and_all_work_again_when_it_is_back(bool dies)
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var host = new MatineeHost(new() { ["Matinee:Progress:Auth"] = "optional" }, redis.ConnectionString);
        var stranger = host.Stranger();
        await stranger.SaveAsync("u", "1", 60);
        await (dies ? redis.KillAsync() : redis.StopAsync());

        Answer[] answers =
        [
            await stranger.PostAsync(ProgressActs.Path, new { clerkId = "u", tmdbId = "1", currentTime = 61 }),
            await stranger.ProgressAsync("u", "1"), await stranger.AllProgressAsync("u"), await stranger.DeleteProgressAsync("u", "1"),
        ];
        Assert.All(answers, answer => Assert.Equal((503, "Progress cannot be read or saved now. Please try again later."), (answer.Status, answer.Error())));
        Assert.Equal(400, (await stranger.PostAsync(ProgressActs.Path, new { })).Status);

        await (dies ? redis.StartAsync() : redis.ContinueAsync());
        await Eventually.BecomesTrueAsync(async () => (await stranger.AllProgressAsync("u")).Status == 200, "progress is back");
        await stranger.SaveAsync("u", "1", 62);
        Assert.Equal(62, (await stranger.ProgressAsync("u", "1"))["currentTime"].GetDouble());
        Assert.Equal(204, (await stranger.DeleteProgressAsync("u", "1")).Status);
    }
}
