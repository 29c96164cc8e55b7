using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

public sealed class OtherDoorsOnSqlite(MatineeHost host) : OtherDoorsTests(host), IClassFixture<MatineeHost>;

public sealed class OtherDoorsOnPostgres : OtherDoorsTests, IClassFixture<PostgresMatineeHost>
{
    public OtherDoorsOnPostgres(PostgresMatineeHost host)
        : base(host) => PostgresMatineeHost.SkipWithoutServer();
}

/// <summary>A session behind the other doors, and another door's party behind this one.</summary>
public abstract class OtherDoorsTests(MatineeHost host)
{
    [Fact]
    public async Task A_members_token_is_a_guests_elsewhere_and_good_for_its_own_party_only()
    {
        var (session, other) = (await host.CreateSessionAsync(), await host.CreateSessionAsync());
        var member = host.Stranger().Use(session.Token);
        Assert.Equal(200, (await member.GetAsync($"/v1/social/party/{session.Session}")).Status);
        Assert.Equal(404, (await member.GetAsync($"/v1/social/party/{other.Session}")).Status);
        AssertPasswordRefused(await member.PostAsync($"/v1/social/party/{other.Session}/join"));
        Assert.Equal(403, (await member.PostAsync($"/v1/social/party/{other.Session}/join", new { password = SessionActs.Password })).Status);
        Assert.Equal(403, (await member.GetAsync("/v1/auth/profiles")).Status);
        Assert.Equal(200, (await member.PostAsync("/v1/auth/logout")).Status);
        Assert.Equal(401, (await session.ShowAsync()).Status);
        Assert.Equal(401, (await member.GetAsync($"/v1/social/party/{session.Session}")).Status);
    }

    [Fact]
    public async Task The_id_in_a_sessions_link_opens_no_other_door_without_the_password()
    {
        var session = await host.CreateSessionAsync();
        var ana = await host.SignUpAsync("ana");
        var invite = (await host.Stranger().GetAsync($"/v1/social/party/{session.Session}/invite"))["data.invite"];
        Assert.True(invite.GetProperty("needsPassword").GetBoolean());
        Assert.Equal(("Movie Night", session.Session), (invite.GetProperty("title").GetString(), invite.GetProperty("partyCode").GetString()));
        Assert.Equal(404, (await ana.GetAsync($"/v1/social/party/{session.Session}")).Status);
        foreach (var password in new[] { null, "", " ", "wrong password", SessionActs.Password.ToUpperInvariant() })
        {
            AssertPasswordRefused(await GuestAsync(session.Session, password));
            AssertPasswordRefused(await ana.PostAsync($"/v1/social/party/{session.Session}/join", new { password }));
        }

        AssertPasswordRefused(await ana.PostAsync($"/v1/social/party/{session.Session}/join"));
        var code = (await host.Stranger().Use(session.Token).GetAsync($"/v1/social/party/{session.Session}"))["data.party.partyCode"].GetString();
        Assert.Equal(200, (await ana.PostAsync($"/v1/social/party/{code}/join")).Status);
        Assert.Equal(200, (await ana.GetAsync($"/v1/social/party/{session.Session}")).Status);
    }

    [Fact]
    public async Task The_link_and_the_password_make_a_guest_who_sits_in_the_session()
    {
        var session = await host.CreateSessionAsync();
        var answer = await GuestAsync(session.Session.ToUpperInvariant(), $" {SessionActs.Password} ");
        Assert.Equal(200, answer.Status);
        var (code, gus) = (answer["data.party.partyCode"].GetString(), host.Stranger().Use(answer["data.tokens.accessToken"].GetString()!));
        Assert.Equal(200, (await gus.PostAsync($"/v1/social/party/{code}/join")).Status);
        Assert.Contains(answer["data.profile.id"].GetString(), await session.ParticipantsAsync());
        Assert.False((await gus.GetAsync($"/v1/social/party/{session.Session}/invite"))["data.invite"].TryGetProperty("needsPassword", out _));
        var ana = await host.SignUpAsync("ana");
        Assert.Equal(200, (await ana.PostAsync($"/v1/social/party/{session.Session}/join", new { password = SessionActs.Password })).Status);
    }

    [Fact]
    public async Task A_partys_id_without_a_password_lets_in_at_once()
    {
        var party = await WatchFlixx.PartyActs.CreatePartyAsync(host, await host.SignUpAsync("ana"));
        var id = party.GetProperty("id").GetString()!;
        var invite = (await host.Stranger().GetAsync($"/v1/social/party/{id}/invite"))["data.invite"];
        Assert.False(invite.TryGetProperty("needsPassword", out _));
        Assert.Equal(party.GetProperty("partyCode").GetString(), invite.GetProperty("partyCode").GetString());
        Assert.Equal(200, (await GuestAsync(id, password: null)).Status);
        Assert.Equal(200, (await GuestAsync(id, "not asked for")).Status);
    }

    [Fact]
    public async Task Passwords_are_tried_ten_times_a_minute_at_all_doors_together()
    {
        await using var strict = new MatineeHost(new() { ["Matinee:RateLimits:SessionJoin"] = "10" });
        var session = await strict.CreateSessionAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(401, (await strict.TryJoinSessionAsync(session.Session, "wrong")).Status);
            AssertPasswordRefused(await GuestAsync(session.Session, "wrong", strict));
        }

        var limited = await GuestAsync(session.Session, SessionActs.Password, strict);
        Assert.Equal((429, "RATE_LIMIT_EXCEEDED"), (limited.Status, limited["error.code"].GetString()));
        Assert.Equal("10", limited.Headers["X-RateLimit-Limit"]);
        Assert.Equal(429, (await strict.TryJoinSessionAsync(session.Session)).Status);
        var other = await strict.CreateSessionAsync();
        Assert.Equal(200, (await GuestAsync(other.Session, SessionActs.Password, strict)).Status);
    }

    [Fact]
    public async Task A_party_without_a_password_is_no_session()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await WatchFlixx.PartyActs.CreatePartyAsync(host, ana);
        var id = party.GetProperty("id").GetString()!;
        Assert.Equal(404, (await host.TryJoinSessionAsync(id)).Status);
        Assert.Equal(404, (await ana.GetAsync($"/api/sessions/{id}")).Status);
    }

    private static void AssertPasswordRefused(Answer answer)
    {
        Assert.Equal((422, "password"), (answer.Status, answer["error.details.0.field"].GetString()));
        Assert.Contains("password", answer["error.message"].GetString() + answer["error.details.0.message"].GetString(), StringComparison.Ordinal);
    }

    private Task<Answer> GuestAsync(string session, string? password, MatineeHost? at = null) =>
        (at ?? host).Stranger().PostAsync("/v1/auth/guest", new { displayName = "Gus", partyCode = session, password });
}
