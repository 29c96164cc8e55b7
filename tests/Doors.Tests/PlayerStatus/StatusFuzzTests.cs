using Matinee.Domain.Statuses;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchFlixx;

namespace Matinee.Doors.Tests.PlayerStatus;

public sealed class StatusFuzzTests
{
    private const int Requests = 20_000;

    private static readonly string[] Fields =
    [
        "userId", "userId", "roomCode", "roomCode", "isHost", "content", "player", "title", "type", "tmdbId", "seasonNumber", "episodeNumber", "seasonId",
        "episodeId", "isPlaying", "isPaused", "isLoading", "hasPlayedOnce", "time", "duration", "volume", "playbackRate", "buffered", "other",
    ];

    [Fact]
    public async Task Nothing_that_is_sent_harms_the_server_or_others()
    {
        await using var host = new SocketHost(new() { ["Matinee:PlayerStatus:MaxRooms"] = "320", ["Matinee:PlayerStatus:MaxUsersPerRoom"] = "20" });
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        await new RequestFuzz(20260302, Fields, [StatusActs.Path, "/api/player", $"{StatusActs.Path}?roomCode={party.Code()}&x=", "/API/player/status/"]).SendAsync(host, Requests);
        Assert.Empty(host.Log.Errors);
        Assert.InRange(host.Get<StatusBoard>().Rooms, 1, 320);
        await host.Stranger().ReportAsync("u", "after", 5);
        Assert.Equal(5, Assert.Single(await host.Stranger().StatusesAsync("u", "after")).Time());
        Assert.False((await ana.PartyAsync(party.Id()))["data.party.playback.isPlaying"].GetBoolean());
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty((await host.Stranger().RoomAsync("after")).EnumerateObject());
    }
}
