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
        Assert.Equal(404, (await member.PostAsync($"/v1/social/party/{other.Session}/join")).Status);
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
        Assert.Equal(404, (await host.Stranger().GetAsync($"/v1/social/party/{session.Session}/invite")).Status);
        Assert.Equal(404, (await host.Stranger().PostAsync("/v1/auth/guest", new { displayName = "Gus", partyCode = session.Session })).Status);
        Assert.Equal(404, (await ana.PostAsync($"/v1/social/party/{session.Session}/join")).Status);
        var code = (await host.Stranger().Use(session.Token).GetAsync($"/v1/social/party/{session.Session}"))["data.party.partyCode"].GetString();
        Assert.Equal(200, (await ana.PostAsync($"/v1/social/party/{code}/join")).Status);
        Assert.Equal(200, (await ana.GetAsync($"/v1/social/party/{session.Session}")).Status);
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
}
