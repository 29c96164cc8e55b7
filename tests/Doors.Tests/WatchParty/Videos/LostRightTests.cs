using System.Net;
using System.Net.Http.Json;
using Matinee.Database;
using Matinee.Domain.Library;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Videos;

/// <summary>A link that was signed for somebody who may not watch any more.</summary>
public sealed class LostRightTests(Films films)
{
    [Fact]
    public async Task A_link_to_a_film_that_is_made_private_opens_it_no_more_but_for_its_owner()
    {
        await using var host = new MatineeHost();
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        var id = await ana.AddVideoAsync(films.Mp4);
        await SetVisibilityAsync(ana, id, "public");
        var (hers, his) = (await ana.StreamUrlAsync(id), await ben.StreamUrlAsync(id));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(host, his));

        await SetVisibilityAsync(ana, id, "private");
        host.Clock.Advance(MediaRights.Remembered);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (await AskAsync(host, his), await AskAsync(host, hers)));
        await SetVisibilityAsync(ana, id, "public");
        host.Clock.Advance(MediaRights.Remembered);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(host, his));
    }

    [Fact]
    public async Task A_closed_account_has_no_links()
    {
        await using var host = new MatineeHost();
        var ana = await host.SignUpAsync("ana");
        var url = await ana.StreamUrlAsync(await ana.AddVideoAsync(films.Mp4));

        await host.Get<IDatabase>().WriteAsync(session => session.ExecuteAsync("update accounts set closed_at = 1 where id = @id", new { id = ana.AccountId }));

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(host, url));
    }

    [Fact]
    public async Task A_transfer_ends_when_its_viewer_loses_the_seat()
    {
        await using var host = new MatineeHost();
        host.UseKestrel(0);
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        using var http = host.NewClient(ben);
        var id = await ana.AddVideoAsync(films.Large);
        var isSeated = true;
        host.Get<ViewingRights>().WatchesInPartyAsync = (account, video, _) => Task.FromResult(isSeated && account.Value == ben.AccountId && video.Value == id);
        using var request = new HttpRequestMessage(HttpMethod.Get, await ben.StreamUrlAsync(id));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1000]);

        isSeated = false;
        host.Clock.Advance(MediaRights.Remembered);

        await Assert.ThrowsAnyAsync<Exception>(() => PlayAsync(body));
    }

    /// <summary>As a player reads: not faster than it shows.</summary>
    private static async Task PlayAsync(Stream body)
    {
        var piece = new byte[1 << 20];
        while (await body.ReadAsync(piece) > 0) await Task.Delay(100);
    }

    private static async Task SetVisibilityAsync(Person owner, string id, string visibility) =>
        Assert.Equal(200, (await owner.SendAsync(HttpMethod.Patch, $"/api/videos/{id}/", JsonContent.Create(new { visibility }))).Status);

    private static async Task<HttpStatusCode> AskAsync(MatineeHost host, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, url);
        using var response = await host.CreateClient().SendAsync(request);
        return response.StatusCode;
    }
}
