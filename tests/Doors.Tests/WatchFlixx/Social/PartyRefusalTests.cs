using System.Text;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Social;

public sealed class PartyRefusalOnSqlite(MatineeHost host) : PartyRefusalTests(host), IClassFixture<MatineeHost>;

public sealed class PartyRefusalOnPostgres : PartyRefusalTests, IClassFixture<PostgresMatineeHost>
{
    public PartyRefusalOnPostgres(PostgresMatineeHost host)
        : base(host) => PostgresMatineeHost.SkipWithoutServer();
}

/// <summary>What the party routes refuse, and in which words.</summary>
public abstract class PartyRefusalTests(MatineeHost host)
{
    private const string Unknown = "0198c0de-0000-7000-8000-000000000001";

    [Fact]
    public async Task Without_a_token_every_route_but_the_invite_is_a_401()
    {
        var party = await host.CreatePartyAsync(await host.SignUpAsync("ana"));
        var stranger = host.Stranger();
        Answer[] answers =
        [
            await stranger.PostTextAsync("/v1/social/party", "{}"),
            await stranger.PostAsync($"/v1/social/party/{party.Code()}/join"),
            await stranger.PartyAsync(party.Id()),
            await stranger.PostAsync($"/v1/social/party/{party.Id()}/leave"),
            await stranger.PostAsync($"/v1/social/party/{party.Id()}/start"),
            await stranger.GetAsync($"/v1/social/party/{party.Id()}/messages"),
            await stranger.GetAsync("/v1/social/parties"),
        ];
        Assert.All(answers, answer => Assert.Equal((401, "AUTHENTICATION_REQUIRED"), (answer.Status, answer.ErrorCode())));
    }

    [Fact]
    public async Task Anothers_private_party_is_not_found()
    {
        var party = await host.CreatePartyAsync(await host.SignUpAsync("ana"));
        var ben = await host.SignUpAsync("ben");
        foreach (var key in new[] { party.Id(), party.Code() })
        {
            Assert.Equal((404, "RESOURCE_NOT_FOUND"), Refusal(await ben.PartyAsync(key)));
            Assert.Equal((404, "RESOURCE_NOT_FOUND"), Refusal(await ben.PostAsync($"/v1/social/party/{key}/start")));
            Assert.Equal((404, "RESOURCE_NOT_FOUND"), Refusal(await ben.PostAsync($"/v1/social/party/{key}/leave")));
            Assert.Equal((404, "RESOURCE_NOT_FOUND"), Refusal(await ben.GetAsync($"/v1/social/party/{key}/messages")));
        }
    }

    [Theory]
    [InlineData(Unknown)]
    [InlineData("QQQQQQ")]
    [InlineData("x")]
    [InlineData("party_123")]
    [InlineData("'%20or%201=1--")]
    [InlineData("%F0%9F%8E%AC")]
    [InlineData("{0198c0de-0000-7000-8000-000000000001}")]
    public async Task A_party_that_never_was_is_not_found(string key)
    {
        var ana = await host.SignUpAsync("ana");
        Answer[] answers =
        [
            await ana.PartyAsync(key),
            await ana.PostAsync($"/v1/social/party/{key}/join"),
            await ana.PostAsync($"/v1/social/party/{key}/leave"),
            await ana.PostAsync($"/v1/social/party/{key}/start"),
            await ana.GetAsync($"/v1/social/party/{key}/messages"),
            await host.Stranger().GetAsync($"/v1/social/party/{key}/invite"),
        ];
        Assert.All(answers, answer => Assert.Equal((404, "RESOURCE_NOT_FOUND"), Refusal(answer)));
    }

    [Theory]
    [InlineData("""{}""", "contentId")]
    [InlineData("""{"contentId":""}""", "contentId")]
    [InlineData("""{"contentId":"  "}""", "contentId")]
    [InlineData("""{"contentId":null}""", "contentId")]
    [InlineData("""{"contentId":"FILM","maxMembers":1}""", "maxMembers")]
    [InlineData("""{"contentId":"FILM","maxMembers":0}""", "maxMembers")]
    [InlineData("""{"contentId":"FILM","maxMembers":-5}""", "maxMembers")]
    [InlineData("""{"contentId":"FILM","maxMembers":1001}""", "maxMembers")]
    public async Task An_invalid_field_is_a_422_that_names_it(string body, string field)
    {
        var ana = await host.SignUpAsync("ana");
        var refused = await ana.PostTextAsync("/v1/social/party", body.Replace("FILM", await host.AddFilmAsync(ana), StringComparison.Ordinal));
        Assert.Equal((422, "VALIDATION_ERROR"), Refusal(refused));
        Assert.Equal(field, refused.FirstField());
        Assert.Empty((await ana.GetAsync("/v1/social/parties"))["data.parties"].EnumerateArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("""{"contentId":5}""")]
    [InlineData("""{"contentId":["FILM"]}""")]
    [InlineData("""{"contentId":"FILM","maxMembers":"10"}""")]
    [InlineData("""{"contentId":"FILM","maxMembers":2.5}""")]
    [InlineData("""{"contentId":"FILM","maxMembers":1e999}""")]
    [InlineData("""{"contentId":"FILM","maxMembers":99999999999}""")]
    [InlineData("""{"contentId":"FILM","maxMembers":NaN}""")]
    [InlineData("""{"contentId":"FILM","isPublic":"yes"}""")]
    [InlineData("""{"contentId":"FILM","settings":[]}""")]
    [InlineData("""{"contentId":"FILM","settings":{"guestsAllowed":1}}""")]
    [InlineData("""{"contentId":"FILM","contentId":"FILM"}""")]
    [InlineData("""{"contentId":"\ud800"}""")]
    [InlineData("""{"contentId":"a\u0000b"}""")]
    [InlineData("""{"contentId":"FILM",}""")]
    [InlineData("""{"contentId":"FILM"} x""")]
    public async Task What_cannot_be_read_is_a_400(string body)
    {
        var ana = await host.SignUpAsync("ana");
        var refused = await ana.PostTextAsync("/v1/social/party", body.Replace("FILM", await host.AddFilmAsync(ana), StringComparison.Ordinal));
        Assert.Equal((400, "BAD_REQUEST"), Refusal(refused));
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"profileId":5}""")]
    [InlineData("""{"profileId":"a","profileId":"b"}""")]
    public async Task What_cannot_be_read_in_a_join_is_a_400(string body)
    {
        var party = await host.CreatePartyAsync(await host.SignUpAsync("ana"));
        var ben = await host.SignUpAsync("ben");
        Assert.Equal((400, "BAD_REQUEST"), Refusal(await ben.PostTextAsync($"/v1/social/party/{party.Code()}/join", body)));
        Assert.Equal(404, (await ben.PartyAsync(party.Id())).Status);
    }

    [Fact]
    public async Task A_huge_or_deep_body_is_refused_before_it_is_understood()
    {
        var ana = await host.SignUpAsync("ana");
        var huge = await ana.PostTextAsync("/v1/social/party", $$"""{"contentId":"{{new string('x', 2 << 20)}}"}""");
        Assert.Equal((413, "PAYLOAD_TOO_LARGE"), Refusal(huge));
        var deep = new StringBuilder().Insert(0, "[", 5000).ToString();
        Assert.Equal(400, (await ana.PostTextAsync("/v1/social/party", $$"""{"contentId":"x","junk":{{deep}}""")).Status);
        Assert.Equal(415, (await ana.PostTextAsync("/v1/social/party", "contentId=x", "application/x-www-form-urlencoded")).Status);
    }

    [Fact]
    public async Task Content_that_the_caller_may_not_watch_is_not_found()
    {
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        var contents = new[] { await host.AddFilmAsync(ana), Unknown, "x", "content_123" };
        foreach (var contentId in contents)
            Assert.Equal((404, "RESOURCE_NOT_FOUND"), Refusal(await ben.PostAsync("/v1/social/party", new { contentId })));
        Assert.Equal(201, (await ben.PostAsync("/v1/social/party", new { contentId = await host.AddFilmAsync(ana, "public") })).Status);
    }

    [Fact]
    public async Task A_film_that_is_not_ready_is_a_conflict()
    {
        var ana = await host.SignUpAsync("ana");
        foreach (var status in new[] { "processing", "failed" })
            Assert.Equal(409, (await ana.PostAsync("/v1/social/party", new { contentId = await host.AddFilmAsync(ana, status: status) })).Status);
    }

    [Fact]
    public async Task A_profile_of_another_account_is_refused()
    {
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        var party = await host.CreatePartyAsync(ana);
        foreach (var profileId in new[] { ana.ProfileId, Unknown, "x", "" })
        {
            Assert.Equal(404, (await ben.PostAsync($"/v1/social/party/{party.Code()}/join", new { profileId })).Status);
            Assert.Equal(404, (await ben.PostAsync("/v1/social/party", new { contentId = await host.AddFilmAsync(ben), profileId })).Status);
        }

        Assert.Equal(1, (await ana.PartyAsync(party.Id()))["data.party.currentMembers"].GetInt32());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=99999999999", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("before=yesterday", "before")]
    [InlineData("before=-5", "before")]
    [InlineData("before=2026-13-01T00:00:00Z", "before")]
    [InlineData("before=99999999999999999", "before")]
    [InlineData("before=1e999", "before")]
    public async Task A_bad_page_of_messages_is_a_422_that_names_the_field(string query, string field)
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var refused = await ana.GetAsync($"/v1/social/party/{party.Id()}/messages?{query}");
        Assert.Equal((422, "VALIDATION_ERROR"), Refusal(refused));
        Assert.Equal(field, refused.FirstField());
    }

    [Theory]
    [InlineData("before=253402300799999")]
    [InlineData("before=0")]
    [InlineData("before=0001-01-01T00:00:00%2B14:00")]
    [InlineData("before=9999-12-31T23:59:59-14:00")]
    [InlineData("before=")]
    public async Task The_ends_of_time_are_times(string query)
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var answer = await ana.GetAsync($"/v1/social/party/{party.Id()}/messages?{query}");
        Assert.Contains(answer.Status, new[] { 200, 422 });
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task A_wrong_method_is_a_405()
    {
        var ana = await host.SignUpAsync("ana");
        Assert.Equal(405, (await ana.GetAsync("/v1/social/party")).Status);
        Assert.Equal(405, (await ana.GetAsync($"/v1/social/party/{Unknown}/join")).Status);
        Assert.Equal(405, (await ana.PostAsync($"/v1/social/party/{Unknown}/messages")).Status);
    }

    private static (int Status, string? Code) Refusal(Answer answer) => (answer.Status, answer.ErrorCode());
}
