using System.Text.Json;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchFlixx;

namespace Matinee.Doors.Tests.PlayerStatus;

/// <summary>A room whose code is a party's.</summary>
public sealed class StatusPartyTests(SocketHost host) : IClassFixture<SocketHost>
{
    private readonly Person poller = host.Stranger();

    [Fact]
    public async Task Members_appear_to_who_only_polls_with_the_time_of_the_party()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var ben = await (await host.SignUpAsync("ben")).JoinAsync(party.Code());
        foreach (var room in new[] { party.Code(), party.Code().ToLowerInvariant(), party.Id() })
        {
            var users = await poller.RoomAsync(room);
            Assert.Equal(new[] { ana.AccountId, ben.AccountId }.Order(), users.EnumerateObject().Select(user => user.Name).Order());
            Assert.Equal((true, false), (Newest(users, ana.AccountId).GetProperty("isHost").GetBoolean(), Newest(users, ben.AccountId).GetProperty("isHost").GetBoolean()));
            Assert.Equal(room, Newest(users, ana.AccountId).GetProperty("roomCode").GetString());
        }

        Assert.Equal(200, (await ana.PostAsync($"/v1/social/party/{party.Id()}/start")).Status);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await Eventually.BecomesTrueAsync(async () => Newest(await poller.RoomAsync(party.Code()), ben.AccountId).IsPlaying(), "the party plays");
        var status = Newest(await poller.RoomAsync(party.Code()), ana.AccountId);
        Assert.Equal("The Great Adventure", status.GetProperty("content").GetProperty("title").GetString());
        Assert.Equal(5400, status.GetProperty("player").GetProperty("duration").GetDouble());
        Assert.Equal(host.Clock.GetUtcNow().ToUnixTimeMilliseconds(), status.GetProperty("timestamp").GetInt64(), 60_000d);
        Assert.Single(await poller.StatusesAsync(ben.AccountId, party.Code()));
        Assert.Empty(await poller.StatusesAsync("nobody", party.Code()));
    }

    [Fact]
    public async Task Guests_are_guest_and_a_host_among_them_is_the_newest()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        for (var i = 0; i < 7; i++) await (await host.GuestAsync($"guest {i}", party.Code())).JoinAsync(party.Id());
        Assert.Equal(5, (await poller.StatusesAsync("guest", party.Code())).Count);
        await ana.PostAsync($"/v1/social/party/{party.Id()}/leave");
        var users = await poller.RoomAsync(party.Code());
        Assert.Equal("guest", Assert.Single(users.EnumerateObject()).Name);
        Assert.Equal([false, false, false, false, true], users.GetProperty("guest").EnumerateArray().Select(status => status.GetProperty("isHost").GetBoolean()));
    }

    [Fact]
    public async Task The_host_moves_the_party_with_a_token_and_nobody_without_one()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var ben = await (await host.SignUpAsync("ben")).JoinAsync(party.Code());
        await poller.ReportAsync(ana.AccountId, party.Code(), time: 500, isHost: true);
        await ben.ReportAsync(ben.AccountId, party.Code(), time: 600, isHost: true);
        await ana.ReportAsync(ana.AccountId, party.Code(), time: 700, isHost: false);
        var playback = await PlaybackAsync(ana, party);
        Assert.Equal((0, false), (playback.GetProperty("timestamp").GetDouble(), playback.GetProperty("isPlaying").GetBoolean()));

        await ana.ReportAsync(ana.AccountId, party.Code(), time: 120, isHost: true);
        playback = await PlaybackAsync(ana, party);
        Assert.True(playback.GetProperty("isPlaying").GetBoolean());
        Assert.Equal(120, playback.GetProperty("timestamp").GetDouble(), 10d);
        await ana.ReportAsync(ana.AccountId, party.Code(), time: 300, isHost: true, isPlaying: false);
        playback = await PlaybackAsync(ana, party);
        Assert.Equal((300, false), (playback.GetProperty("timestamp").GetDouble(), playback.GetProperty("isPlaying").GetBoolean()));
    }

    [Fact]
    public async Task Where_the_settings_allow_it_the_claim_to_be_the_host_is_enough()
    {
        var ana = await host.SignUpAsync("ana");
        var contentId = await host.AddFilmAsync(ana);
        var created = await ana.PostAsync("/v1/social/party", new { contentId, settings = new { openStatusControl = true } });
        var party = created["data.party"];
        Assert.True(party.GetProperty("settings").GetProperty("openStatusControl").GetBoolean());
        await poller.ReportAsync("somebody", party.Code(), time: 500, isHost: true);
        Assert.False((await PlaybackAsync(ana, party)).GetProperty("isPlaying").GetBoolean());
        await poller.ReportAsync(ana.AccountId, party.Code(), time: 120, isHost: true);
        Assert.True((await PlaybackAsync(ana, party)).GetProperty("isPlaying").GetBoolean());
    }

    [Fact]
    public async Task An_echo_of_the_partys_own_timeline_changes_nothing()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        await ana.ReportAsync(ana.AccountId, party.Code(), time: 120, isHost: true);
        var seq = (await PlaybackAsync(ana, party)).GetProperty("seq").GetInt64();
        for (var i = 0; i < 5; i++)
        {
            var shown = Newest(await poller.RoomAsync(party.Code()), ana.AccountId);
            await ana.ReportAsync(ana.AccountId, party.Code(), shown.Time() + 1.4, isHost: true, shown.IsPlaying());
        }

        Assert.Equal(seq, (await PlaybackAsync(ana, party)).GetProperty("seq").GetInt64());
        await ana.ReportAsync(ana.AccountId, party.Code(), time: 1000, isHost: true);
        Assert.True((await PlaybackAsync(ana, party)).GetProperty("seq").GetInt64() > seq);
    }

    [Fact]
    public async Task In_a_partys_room_only_its_host_is_shown_as_host_and_the_party_has_the_last_word()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        await poller.ReportAsync("impostor", party.Code(), time: 9, isHost: true);
        await poller.ReportAsync(ana.AccountId, party.Code(), time: 9, isHost: true);
        var users = await poller.RoomAsync(party.Code());
        Assert.All(users.GetProperty("impostor").EnumerateArray(), status => Assert.False(status.GetProperty("isHost").GetBoolean()));
        Assert.Equal([9, 0], users.GetProperty(ana.AccountId).EnumerateArray().Select(StatusActs.Time));
    }

    [Fact]
    public async Task A_code_that_was_polled_before_its_party_was_made_joins_it_then()
    {
        var ana = await host.SignUpAsync("ana");
        var first = await host.CreatePartyAsync(ana);
        await poller.RoomAsync(first.Code());
        await ana.PostAsync($"/v1/social/party/{first.Id()}/leave");
        host.Clock.Advance(TimeSpan.FromMinutes(6));
        await Eventually.BecomesTrueAsync(
            async () => !(await poller.RoomAsync(first.Code())).EnumerateObject().Any(), "the party that everybody left is over");
        var polled = await host.CreatePartyAsync(ana);
        await Eventually.BecomesTrueAsync(
            async () => (await poller.RoomAsync(polled.Code())).EnumerateObject().Any(), "the new party is seen");
    }

    [Fact]
    public async Task Who_guesses_codes_learns_nothing_after_a_while()
    {
        await using var strict = new SocketHost(new() { ["Matinee:RateLimits:Party"] = "5" });
        var ana = await strict.SignUpAsync("ana");
        var party = await strict.CreatePartyAsync(ana);
        var guesser = strict.Stranger();
        Assert.Single((await guesser.RoomAsync(party.Code())).EnumerateObject());
        for (var i = 0; i < 8; i++) Assert.Empty((await guesser.RoomAsync($"GUESS{i}")).EnumerateObject());
        Assert.Empty((await guesser.RoomAsync(party.Code())).EnumerateObject());
    }

    [Fact]
    public async Task A_token_of_ours_is_for_its_account_only_and_others_are_ignored()
    {
        var ana = await host.SignUpAsync("ana");
        await ana.ReportAsync(ana.AccountId, "bound");
        await ana.ReportAsync("guest", "bound");
        (await ana.PostAsync(StatusActs.Path, new { userId = "somebody", roomCode = "bound" })).AssertError(403, "userId");
        Assert.Equal(2, (await poller.RoomAsync("bound")).EnumerateObject().Count());
        foreach (var token in new[] { "garbage", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln", new string('x', 5000) })
            await host.Stranger().Use(token).ReportAsync("somebody", "foreign");
        await ana.PostAsync("/v1/auth/logout");
        host.Clock.Advance(TimeSpan.FromSeconds(4));
        await ana.ReportAsync("somebody", "bound");
    }

    private static JsonElement Newest(JsonElement users, string user) => users.GetProperty(user).EnumerateArray().Last();

    private static async Task<JsonElement> PlaybackAsync(Person member, JsonElement party) =>
        (await member.PartyAsync(party.Id()))["data.party.playback"];
}
