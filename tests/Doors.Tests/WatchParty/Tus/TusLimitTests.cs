using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchParty.Videos;

namespace Matinee.Doors.Tests.WatchParty.Tus;

/// <summary>What is refused before a byte of the film was sent.</summary>
public sealed class TusLimitTests
{
    [Fact]
    public async Task A_film_larger_than_the_server_takes_is_refused_at_once()
    {
        await using var host = new MatineeHost(new() { ["Matinee:Uploads:MaxBytes"] = "1000" });
        var ana = await host.SignUpAsync("ana");

        var refused = await ana.BeginAsync(1001);

        Assert.Equal((413, false), (refused.Status, refused["success"].GetBoolean()));
        Assert.Contains("at most 1000 bytes", refused["detail"].GetString());
        Assert.Equal("1000", (await host.Stranger().SendAsync(HttpMethod.Options, TusActs.Path, content: null)).Headers["Tus-Max-Size"]);
        Assert.Equal(201, (await ana.BeginAsync(1000)).Status);
    }

    [Fact]
    public async Task A_quota_counts_films_and_what_is_on_its_way()
    {
        await using var host = new MatineeHost(new() { ["Matinee:Uploads:QuotaBytes"] = "1000" });
        var ana = await host.SignUpAsync("ana");
        Assert.Equal(201, (await ana.UploadAsync(new byte[300])).Status);
        var path = await ana.BegunAsync(500);

        var refused = await ana.BeginAsync(201);
        Assert.Equal(413, refused.Status);
        Assert.Contains("200 bytes of that is left", refused["detail"].GetString());
        Assert.Equal(413, (await ana.UploadAsync(new byte[201])).Status);
        Assert.Single(host.MediaFiles(), file => Path.GetFileName(file) == "film");

        Assert.Equal(204, (await ana.TusAsync("DELETE", path, content: null)).Status);
        Assert.Equal(201, (await ana.BeginAsync(700)).Status);
        Assert.Equal(201, (await (await host.SignUpAsync("ben")).BeginAsync(1000)).Status);
    }

    [Fact]
    public async Task A_full_disk_is_told_in_a_sentence()
    {
        await using var host = new MatineeHost(new() { ["Matinee:Uploads:KeepFreeBytes"] = $"{long.MaxValue / 2}" });
        var ana = await host.SignUpAsync("ana");

        var refused = await ana.BeginAsync(10);

        Assert.Equal(503, refused.Status);
        Assert.Contains("no room", refused["message"].GetString());
    }

    [Fact]
    public async Task Pieces_are_not_counted_and_openings_are()
    {
        await using var host = new MatineeHost(new() { ["Matinee:RateLimits:General"] = "10" });
        var ana = await host.SignUpAsync("ana");
        var path = await ana.BegunAsync(1000);

        for (var offset = 0; offset < 40; offset++) Assert.Equal(204, (await ana.AppendAsync(path, offset, [1])).Status);
        while ((await ana.BeginAsync(10)).Status == 201)
        {
            // Until the hour's requests are spent.
        }

        Assert.Equal(429, (await ana.BeginAsync(10)).Status);
        Assert.Equal(200, (await ana.HeadAsync(path)).Status);
    }
}
