using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

public sealed class ConnectTests(SocketHost host) : IClassFixture<SocketHost>
{
    [Fact]
    public async Task A_good_token_connects_with_and_without_the_profile()
    {
        var ana = await host.SignUpAsync("ana");
        await using var without = await PartyClient.ConnectAsync(PartyRoom.Server(host), ana.AccessToken);
        await using var with = await PartyClient.ConnectAsync(PartyRoom.Server(host), ana.AccessToken, ana.ProfileId);
        Assert.True((await with.AskAsync("party:clock", new { t0 = 5 })).TryGetProperty("t1", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"token":null}""")]
    [InlineData("""{"token":5}""")]
    [InlineData("""{"token":{"token":"x"}}""")]
    [InlineData("""{"token":""}""")]
    [InlineData("""{"token":"garbage"}""")]
    [InlineData("""{"token":"\ud800"}""")]
    [InlineData("""{"\ud800":"x"}""")]
    [InlineData("""{"token":"\u0000"}""")]
    public async Task What_is_no_token_is_refused(string auth) => await AssertRefusedAsync(auth);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"token\"")]
    [InlineData("{")]
    public async Task What_the_protocol_does_not_allow_closes_the_connection(string auth)
    {
        var (client, _) = await PartyClient.TryConnectAsync(PartyRoom.Server(host), auth);
        await using var _ = client;
        await client.ClosedAsync();
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Forged_ended_and_expired_tokens_are_refused()
    {
        var ana = await host.SignUpAsync("ana");
        var parts = ana.AccessToken.Split('.');
        await AssertRefusedAsync(Auth($"{parts[0]}.{parts[1]}."));
        await AssertRefusedAsync(Auth($"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}"));
        await AssertRefusedAsync(Auth(ana.RefreshToken));
        await AssertRefusedAsync(Auth($"Bearer {ana.AccessToken}"));

        var ben = await host.SignUpAsync("ben");
        await ben.PostAsync("/v1/auth/logout");
        await AssertRefusedAsync(Auth(ben.AccessToken));

        await using var late = new SocketHost();
        var cleo = await late.SignUpAsync("cleo");
        late.Clock.Advance(TimeSpan.FromHours(1));
        await AssertRefusedAsync(Auth(cleo.AccessToken), late);
    }

    [Fact]
    public async Task A_profile_of_another_account_is_refused()
    {
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        foreach (var profile in new object?[] { ben.ProfileId, "x", "", "a\0b", 5, new { } })
            await AssertRefusedAsync(JsonSerializer.Serialize(new { token = ana.AccessToken, profileId = profile }));
        await AssertRefusedAsync($$"""{"token":"{{ana.AccessToken}}","profileId":"\ud800"}""");
    }

    [Fact]
    public async Task Events_before_the_connect_packet_close_the_connection_and_nobody_elses()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        var (stranger, _) = await PartyClient.TryConnectAsync(PartyRoom.Server(host), "{}");
        await using var _ = stranger;
        await stranger.TellAsync("party:join", new { partyCode = room.Code });
        Assert.Empty(stranger.Unread);
        await room.SettleAsync();
        Assert.Empty(room.Ana.Unread);
    }

    private static string Auth(string token) => JsonSerializer.Serialize(new { token });

    private async Task AssertRefusedAsync(string auth, MatineeHost? at = null)
    {
        var (client, answer) = await PartyClient.TryConnectAsync(PartyRoom.Server(at ?? host), auth);
        await using var _ = client;
        Assert.False(string.IsNullOrEmpty(answer.Error));
        Assert.Equal("authentication", answer.Data.GetProperty("type").GetString());
        Assert.Empty((at ?? host).Log.Errors);
    }
}
