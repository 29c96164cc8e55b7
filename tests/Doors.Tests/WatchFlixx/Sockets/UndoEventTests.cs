using System.Text.Json;
using Matinee.Doors.Tests.Shared;
using static Matinee.Doors.Tests.WatchFlixx.Sockets.SeatEventTests;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

/// <summary>Taking back the last seek.</summary>
public sealed class UndoEventTests(SocketHost host) : IClassFixture<SocketHost>
{
    [Fact]
    public async Task A_seek_tells_all_how_to_take_it_back_and_the_way_back_is_a_seek()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        await room.Ana.DoAsync("party:pause", new { timestamp = 42 });
        await room.Ana.DoAsync("party:seek", new { timestamp = 1800 });
        var undo = (await room.Ben.HearAsync("party:seek")).GetProperty("undo");
        AssertFields(["by", "from", "until"], undo);
        Assert.Equal((room.Profile("ana"), 42d), (undo.GetProperty("by").GetProperty("profileId").GetString(), undo.GetProperty("from").GetDouble()));
        var now = await room.PlaybackAsync();
        Assert.InRange(undo.GetProperty("until").GetDouble() - now.GetProperty("serverTime").GetDouble(), 0, 20_000);
        Assert.Equal(undo.GetRawText(), now.GetProperty("undo").GetRawText());

        var answer = (await room.Ana.DoAsync("party:undo_seek")).GetProperty("playback");
        var heard = await room.Ben.HearAsync("party:seek");
        foreach (var playback in new[] { answer, heard })
        {
            Assert.Equal((42d, false), (playback.GetProperty("timestamp").GetDouble(), playback.GetProperty("isPlaying").GetBoolean()));
            Assert.Equal(JsonValueKind.Null, playback.GetProperty("undo").ValueKind);
        }

        await room.SettleAsync();
        Assert.DoesNotContain("party:seek", room.Ana.Unread);
    }

    [Fact]
    public async Task Where_there_is_nothing_to_take_back_it_is_a_conflict()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        foreach (var arguments in new[] { "", ",null", ",{}", """,{"from":"1"}""" })
        {
            var refused = await room.Ana.AskTextAsync("party:undo_seek", arguments);
            Assert.Equal("CONFLICT", refused.GetProperty("error").GetProperty("code").GetString());
        }

        Assert.Equal("validation_error", await room.Ana.RefusalOfTextAsync("party:undo_seek", ",5"));
    }
}
