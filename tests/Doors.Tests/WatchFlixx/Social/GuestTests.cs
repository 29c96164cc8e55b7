using System.Globalization;
using System.Text.Json;
using Matinee.Database;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Social;

public sealed class GuestOnSqlite(MatineeHost host) : GuestTests(host), IClassFixture<MatineeHost>;

public sealed class GuestOnPostgres : GuestTests, IClassFixture<PostgresMatineeHost>
{
    public GuestOnPostgres(PostgresMatineeHost host)
        : base(host) => PostgresMatineeHost.SkipWithoutServer();
}

public abstract class GuestTests(MatineeHost host)
{
    [Fact]
    public async Task A_name_and_a_code_answer_as_documented()
    {
        var party = await host.CreatePartyAsync(await host.SignUpAsync("ana"));
        var answer = await host.Stranger().PostAsync("/v1/auth/guest", new { displayName = "Gus", partyCode = party.Code() });
        Assert.Equal(200, answer.Status);
        Assert.Equal(party.Id(), answer["data.party.id"].GetString());
        Golden.Matches("guest", answer with { Text = answer.Text.Replace(party.Code(), "ABC123", StringComparison.Ordinal) });
    }

    [Fact]
    public async Task A_guest_joins_the_party_of_its_link_and_takes_part()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var gus = await host.GuestAsync("Gus", party.Code());
        Assert.Equal(404, (await gus.PartyAsync(party.Id())).Status);
        await gus.JoinAsync(party.Code());
        var member = (await ana.PartyAsync(party.Id()))["data.party.members.1"];
        Assert.Equal(("Gus", true, "MEMBER"), (
            member.GetProperty("name").GetString(), member.GetProperty("isGuest").GetBoolean(), member.GetProperty("role").GetString()));
        Assert.Equal(200, (await gus.GetAsync($"/v1/social/party/{party.Id()}/messages")).Status);
        Assert.Equal(1, (await gus.GetAsync("/v1/social/parties"))["data.parties"].GetArrayLength());
        Assert.Equal(403, (await gus.PostAsync($"/v1/social/party/{party.Id()}/start")).Status);
        Assert.Equal(200, (await gus.PostAsync($"/v1/social/party/{party.Id()}/leave")).Status);
    }

    [Fact]
    public async Task A_guest_may_nothing_else()
    {
        var ana = await host.SignUpAsync("ana");
        var (own, other) = (await host.CreatePartyAsync(ana), await host.CreatePartyAsync(ana));
        var open = await host.CreatePartyAsync(ana, isPublic: true);
        var gus = await (await host.GuestAsync("Gus", own.Code())).JoinAsync(own.Code());
        Assert.Equal((403, "AUTHORIZATION_FAILED"), Refusal(await gus.PostAsync($"/v1/social/party/{other.Code()}/join")));
        Assert.Equal(403, (await gus.PostAsync($"/v1/social/party/{open.Id()}/join")).Status);
        Assert.Equal(404, (await gus.PartyAsync(other.Id())).Status);
        Assert.Equal(403, (await gus.PostAsync("/v1/social/party", new { contentId = await host.AddFilmAsync(ana, "public") })).Status);
        Assert.Equal(403, (await gus.GetAsync("/v1/auth/profiles")).Status);
        Assert.Equal(1, (await ana.PartyAsync(other.Id()))["data.party.currentMembers"].GetInt32());
    }

    [Fact]
    public async Task A_party_that_takes_no_guests_refuses_them_and_takes_accounts()
    {
        var party = await host.CreatePartyAsync(await host.SignUpAsync("ana"), guestsAllowed: false);
        Assert.Equal((403, "AUTHORIZATION_FAILED"), Refusal(await GuestAsync("Gus", party.Code())));
        await (await host.SignUpAsync("ben")).JoinAsync(party.Code());
    }

    [Fact]
    public async Task Two_guests_of_one_name_are_two_members()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        await (await host.GuestAsync("Gus", party.Code())).JoinAsync(party.Code());
        await (await host.GuestAsync("Gus", party.Code())).JoinAsync(party.Code());
        Assert.Equal(3, (await ana.PartyAsync(party.Id()))["data.party.currentMembers"].GetInt32());
    }

    [Fact]
    public async Task An_ended_party_takes_neither_guests_nor_members()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var gus = await host.GuestAsync("Gus", party.Code());
        await EndAsync(party);
        Assert.Equal((409, "CONFLICT"), Refusal(await GuestAsync("Gus", party.Id())));
        Assert.Equal((409, "CONFLICT"), Refusal(await gus.PostAsync($"/v1/social/party/{party.Id()}/join")));
        Assert.Equal((409, "CONFLICT"), Refusal(await (await host.SignUpAsync("ben")).PostAsync($"/v1/social/party/{party.Id()}/join")));
        Assert.Equal("ENDED", (await host.Stranger().GetAsync($"/v1/social/party/{party.Id()}/invite"))["data.invite.status"].GetString());
        Assert.Empty((await ana.GetAsync("/v1/social/parties"))["data.parties"].EnumerateArray());
    }

    [Theory]
    [InlineData("""{"partyCode":"CODE"}""", "displayName")]
    [InlineData("""{"displayName":"","partyCode":"CODE"}""", "displayName")]
    [InlineData("""{"displayName":" ","partyCode":"CODE"}""", "displayName")]
    [InlineData("""{"displayName":"LONG","partyCode":"CODE"}""", "displayName")]
    [InlineData("""{"displayName":"Gus"}""", "partyCode")]
    [InlineData("""{"displayName":"Gus","partyCode":""}""", "partyCode")]
    public async Task An_invalid_field_is_a_422_that_names_it(string body, string field)
    {
        var party = await host.CreatePartyAsync(await host.SignUpAsync("ana"));
        var text = body.Replace("CODE", party.Code(), StringComparison.Ordinal).Replace("LONG", new string('x', 51), StringComparison.Ordinal);
        var refused = await host.Stranger().PostTextAsync("/v1/auth/guest", text);
        Assert.Equal((422, "VALIDATION_ERROR"), Refusal(refused));
        Assert.Equal(field, refused.FirstField());
    }

    [Theory]
    [InlineData("""{"displayName":5,"partyCode":"CODE"}""")]
    [InlineData("""{"displayName":"Gus","displayName":"Eve","partyCode":"CODE"}""")]
    [InlineData("""{"displayName":"a\u0000b","partyCode":"CODE"}""")]
    [InlineData("""{"displayName":"\ud800","partyCode":"CODE"}""")]
    [InlineData("{")]
    public async Task What_cannot_be_read_is_a_400(string body) => Assert.Equal(400, (await host.Stranger().PostTextAsync("/v1/auth/guest", body)).Status);

    [Fact]
    public async Task An_unknown_code_is_not_found() => Assert.Equal((404, "RESOURCE_NOT_FOUND"), Refusal(await GuestAsync("Gus", "QQQQQQ")));

    private static (int Status, string? Code) Refusal(Answer answer) => (answer.Status, answer.ErrorCode());

    private Task<Answer> GuestAsync(string displayName, string partyCode) =>
        host.Stranger().PostAsync("/v1/auth/guest", new { displayName, partyCode });

    private async Task EndAsync(JsonElement party) =>
        (await host.Get<Matinee.Domain.Parties.Parties>().DoAsync(
            new Matinee.Domain.Kernel.PartyId(party.Id()),
            new Matinee.Domain.Parties.PartyCommand.End(new Matinee.Domain.Kernel.ProfileId(party.GetProperty("host").GetProperty("profileId").GetString()!)),
            origin: null)).OrThrow();
}
