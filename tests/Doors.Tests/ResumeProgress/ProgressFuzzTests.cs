using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.ResumeProgress;

public sealed class ProgressFuzzTests
{
    private const int Requests = 20_000;

    [Fact]
    public async Task Nothing_that_is_sent_harms_the_server_or_others()
    {
        await using var host = new OpenProgressHost();
        await host.Stranger().SaveAsync("kept", "kept", 5);
        string[] fields = ["clerkId", "clerkId", "tmdbId", "tmdbId", "currentTime", "currentTime", "updatedAt", "other"];
        await new RequestFuzz(20260303, fields, [ProgressActs.Path, "/api/progress/user", "/API/progress/", "/api/progress/%2e%2e"]).SendAsync(host, Requests);
        Assert.Empty(host.Log.Errors);
        Assert.Equal(5, (await host.Stranger().ProgressAsync("kept", "kept"))["currentTime"].GetDouble());
    }
}
