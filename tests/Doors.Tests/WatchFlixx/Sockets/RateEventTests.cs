using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

/// <summary>The speed of the film: the others hear of it as party:sync, the sender is answered.</summary>
public sealed class RateEventTests(SocketHost host) : IClassFixture<SocketHost>
{
    [Fact]
    public async Task Another_speed_goes_to_the_others_as_a_sync_and_is_acknowledged()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        await room.Ana.DoAsync("party:pause", new { timestamp = 42 });
        await room.Ben.HearAsync("party:pause");
        var answer = (await room.Ana.DoAsync("party:rate", new { rate = 1.25 })).GetProperty("playback");
        var heard = await room.Ben.HearAsync("party:sync");
        foreach (var playback in new[] { answer, heard })
        {
            Assert.Equal(
                (1.25, 42d, false, room.Profile("ana")),
                (Number(playback, "playbackRate"), Number(playback, "timestamp"), playback.GetProperty("isPlaying").GetBoolean(),
                    playback.GetProperty("actor").GetProperty("profileId").GetString()));
        }

        Assert.Equal(Number(answer, "seq"), Number(heard, "seq"));
        await room.SettleAsync();
        Assert.DoesNotContain("party:sync", room.Ana.Unread);
        Assert.Equal(1.25, (await room.PlaybackAsync()).GetProperty("playbackRate").GetDouble());
    }

    [Fact]
    public async Task While_the_film_runs_nobody_jumps()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var before = (await room.Ana.DoAsync("party:play", new { timestamp = 100 })).GetProperty("playback");
        var after = (await room.Ana.DoAsync("party:rate", new { rate = 2 })).GetProperty("playback");
        Assert.True(Number(after, "effectiveAt") >= Number(before, "effectiveAt"));
        Assert.Equal(100 + ((Number(after, "effectiveAt") - Number(before, "effectiveAt")) / 1000), Number(after, "timestamp"), 0.001);
        await room.Ben.HearAsync("party:play");
        Assert.True((await room.Ben.HearAsync("party:sync")).GetProperty("isPlaying").GetBoolean());
    }

    [Theory]
    [InlineData("")]
    [InlineData(",null")]
    [InlineData(",{}")]
    [InlineData(",1.5")]
    [InlineData(""",{"rate":null}""")]
    [InlineData(""",{"rate":"1.5"}""")]
    [InlineData(""",{"rate":true}""")]
    [InlineData(""",{"rate":0}""")]
    [InlineData(""",{"rate":-1}""")]
    [InlineData(""",{"rate":0.2499}""")]
    [InlineData(""",{"rate":2.001}""")]
    [InlineData(""",{"rate":1e999}""")]
    [InlineData(""",{"rate":"NaN"}""")]
    public async Task A_speed_that_is_none_is_refused_and_changes_nothing(string arguments)
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        Assert.Equal("validation_error", await room.Ana.RefusalOfTextAsync("party:rate", arguments));
        await room.Ana.TellTextAsync("party:rate", arguments);
        Assert.Equal("validation_error", (await room.Ana.HearAsync("party:error")).GetProperty("type").GetString());
        await room.SettleAsync();
        Assert.Empty(room.Ben.Unread);
        Assert.Equal(1, (await room.PlaybackAsync()).GetProperty("playbackRate").GetDouble());
    }

    private static double Number(JsonElement playback, string field) => playback.GetProperty(field).GetDouble();
}
