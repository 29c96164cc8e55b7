using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Matinee.Database;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Social;

public sealed class PartyOnSqlite(MatineeHost host) : PartyTests(host), IClassFixture<MatineeHost>;

public sealed class PartyOnPostgres : PartyTests, IClassFixture<PostgresMatineeHost>
{
    public PartyOnPostgres(PostgresMatineeHost host)
        : base(host) => PostgresMatineeHost.SkipWithoutServer();
}

/// <summary>The document's party routes as they answer when all is well.</summary>
public abstract partial class PartyTests(MatineeHost host)
{
    [Fact]
    public async Task Create_answers_as_documented()
    {
        var ana = await host.SignUpAsync("ana");
        var contentId = await host.AddFilmAsync(ana);
        var created = await ana.PostAsync(
            "/v1/social/party", new { profileId = ana.ProfileId, contentId, episodeId = "episode_123", maxMembers = 10, isPublic = false });
        Assert.Equal(201, created.Status);
        GoldenParty("create", created);
        Assert.Equal(contentId, created["data.party.content.id"].GetString());
        Assert.Equal(ana.ProfileId, created["data.party.host.profileId"].GetString());
        Assert.Matches("^[ACDEFGHJKMNPQRTWXY34679]{6}$", created["data.party"].Code());
        Assert.EndsWith($"/join/{created["data.party"].Code()}", created["data.party.inviteUrl"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_takes_the_content_alone()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        Assert.Equal(10, party.GetProperty("maxMembers").GetInt32());
        Assert.False(party.GetProperty("isPublic").GetBoolean());
        Assert.True(party.GetProperty("settings").GetProperty("guestsAllowed").GetBoolean());
    }

    [Fact]
    public async Task Join_answers_as_documented_by_code_in_any_case_and_by_id()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var ben = await host.SignUpAsync("ben");
        var joined = await ben.PostAsync($"/v1/social/party/{party.Code()}/join", new { profileId = ben.ProfileId });
        Assert.Equal(200, joined.Status);
        GoldenParty("join", joined);

        Assert.Equal(200, (await (await host.SignUpAsync("cleo")).PostAsync($"/v1/social/party/{party.Code().ToLowerInvariant()}/join/")).Status);
        var dan = await (await host.SignUpAsync("dan")).PostAsync($"/v1/social/party/{party.Id()}/join", new { });
        Assert.Equal((200, 4), (dan.Status, dan["data.party.currentMembers"].GetInt32()));
    }

    [Fact]
    public async Task Joining_twice_answers_as_the_first_time()
    {
        var party = await host.CreatePartyAsync(await host.SignUpAsync("ana"), maxMembers: 2);
        var ben = await (await host.SignUpAsync("ben")).JoinAsync(party.Code());
        var again = await ben.PostAsync($"/v1/social/party/{party.Code()}/join");
        Assert.Equal((200, 2), (again.Status, again["data.party.currentMembers"].GetInt32()));
    }

    [Fact]
    public async Task Details_answer_to_members_by_id_and_by_code()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var byId = await ana.PartyAsync(party.Id());
        Assert.Equal(200, byId.Status);
        GoldenParty("details", byId);
        Assert.Equal(party.Id(), (await ana.PartyAsync(party.Code()))["data.party"].Id());
        Assert.Equal(200, (await ana.PartyAsync(party.Id().ToUpperInvariant() + "/")).Status);
    }

    [Fact]
    public async Task A_public_party_shows_itself_to_others_too()
    {
        var party = await host.CreatePartyAsync(await host.SignUpAsync("ana"), isPublic: true);
        Assert.Equal(200, (await (await host.SignUpAsync("ben")).PartyAsync(party.Id())).Status);
    }

    [Fact]
    public async Task Start_answers_the_party_that_plays_and_works_once()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var started = await ana.PostAsync($"/v1/social/party/{party.Id()}/start");
        Assert.Equal(200, started.Status);
        GoldenParty("start", started);
        var again = await ana.PostAsync($"/v1/social/party/{party.Code()}/start");
        Assert.Equal((409, "CONFLICT"), (again.Status, again.ErrorCode()));
    }

    [Fact]
    public async Task Start_by_a_member_is_refused_and_changes_nothing()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var ben = await (await host.SignUpAsync("ben")).JoinAsync(party.Code());
        var refused = await ben.PostAsync($"/v1/social/party/{party.Id()}/start");
        Assert.Equal((403, "AUTHORIZATION_FAILED"), (refused.Status, refused.ErrorCode()));
        Assert.Equal("WAITING", (await ana.PartyAsync(party.Id()))["data.party.status"].GetString());
    }

    [Fact]
    public async Task Leave_gives_up_the_seat_and_the_party_is_unknown_from_then_on()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var ben = await (await host.SignUpAsync("ben")).JoinAsync(party.Code());
        var left = await ben.PostAsync($"/v1/social/party/{party.Id()}/leave");
        Assert.Equal(200, left.Status);
        Golden.Matches("leave", left);
        Assert.Equal(404, (await ben.PostAsync($"/v1/social/party/{party.Id()}/leave")).Status);
        Assert.Equal(404, (await ben.PartyAsync(party.Id())).Status);
        Assert.Equal(1, (await ana.PartyAsync(party.Id()))["data.party.currentMembers"].GetInt32());
        await ben.JoinAsync(party.Code());
    }

    [Fact]
    public async Task When_the_host_leaves_the_longest_present_member_is_host()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var ben = await (await host.SignUpAsync("ben")).JoinAsync(party.Code());
        await (await host.SignUpAsync("cleo")).JoinAsync(party.Code());
        await ana.PostAsync($"/v1/social/party/{party.Id()}/leave");
        Assert.Equal(ben.ProfileId, (await ben.PartyAsync(party.Id()))["data.party.host.profileId"].GetString());
    }

    [Fact]
    public async Task Of_fifty_joins_at_once_to_ten_seats_nine_succeed_beside_the_host()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana, maxMembers: 10);
        var people = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.SignUpAsync("viewer")));
        var answers = await Task.WhenAll(people.Select(person => person.PostAsync($"/v1/social/party/{party.Code()}/join")));
        Assert.Equal(9, answers.Count(answer => answer.Status == 200));
        Assert.Equal(41, answers.Count(answer => answer.Status == 409 && answer.ErrorCode() == "PARTY_FULL"));
        var members = (await ana.PartyAsync(party.Id()))["data.party.members"];
        Assert.Equal(10, members.EnumerateArray().Select(member => member.GetProperty("profileId").GetString()).Distinct().Count());
        Golden.Matches("full", answers.First(answer => answer.Status == 409));
    }

    [Fact]
    public async Task Invite_shows_what_somebody_with_a_link_may_see_without_a_token()
    {
        var party = await host.CreatePartyAsync(await host.SignUpAsync("ana"));
        var invite = await host.Stranger().GetAsync($"/v1/social/party/{party.Code()}/invite");
        Assert.Equal(200, invite.Status);
        GoldenParty("invite", invite);
        Assert.Equal(404, (await host.Stranger().GetAsync("/v1/social/party/QQQQQQ/invite")).Status);
    }

    [Fact]
    public async Task Own_parties_are_listed_newest_first()
    {
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        var first = await host.CreatePartyAsync(ana);
        var second = await host.CreatePartyAsync(ben);
        await ana.JoinAsync(second.Code());
        var mine = (await ana.GetAsync("/v1/social/parties"))["data.parties"].EnumerateArray().ToList();
        Assert.Equal([second.Id(), first.Id()], mine.Select(PartyActs.Id));
        Assert.Equal([second.Id()], (await ben.GetAsync("/v1/social/parties/"))["data.parties"].EnumerateArray().Select(PartyActs.Id));
        await ana.PostAsync($"/v1/social/party/{second.Id()}/leave");
        Assert.Equal(1, (await ana.GetAsync("/v1/social/parties"))["data.parties"].GetArrayLength());
    }

    [Fact]
    public async Task Messages_of_a_silent_party_are_an_empty_list()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        Golden.Matches("messages-none", await ana.GetAsync($"/v1/social/party/{party.Id()}/messages"));
    }

    [Fact]
    public async Task Messages_are_paged_backwards_oldest_first_by_ISO_time_and_by_milliseconds()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        var start = new DateTimeOffset(2026, 3, 1, 20, 0, 0, TimeSpan.Zero);
        for (var second = 0; second < 60; second++) await PostAsync(party.Id(), ana, $"message {second}", start.AddSeconds(second));

        var newest = await PageAsync(ana, party, "");
        Assert.Equal((50, "message 10", "message 59", true), newest);
        Assert.Equal((10, "message 0", "message 9", false), await PageAsync(ana, party, "?before=2026-03-01T20:00:10Z"));
        Assert.Equal((10, "message 0", "message 9", false), await PageAsync(ana, party, "?before=2026-03-01T21:00:10%2B01:00"));
        Assert.Equal((10, "message 0", "message 9", false), await PageAsync(ana, party, "?before=2026-03-01T21:00:10+01:00"));
        var milliseconds = start.AddSeconds(10).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal((3, "message 7", "message 9", true), await PageAsync(ana, party, $"?before={milliseconds}&limit=3"));
        Assert.Equal((60, "message 0", "message 59", false), await PageAsync(ana, party, "?limit=100"));
        Assert.Equal((1, "message 59", "message 59", true), await PageAsync(ana, party, "?limit=1"));
        GoldenParty("messages", await ana.GetAsync($"/v1/social/party/{party.Id()}/messages?limit=1"));
    }

    private static async Task<(int Count, string? First, string? Last, bool HasMore)> PageAsync(Person reader, JsonElement party, string query)
    {
        var page = await reader.GetAsync($"/v1/social/party/{party.Id()}/messages{query}");
        Assert.Equal(200, page.Status);
        var texts = page["data.messages"].EnumerateArray().Select(message => message.GetProperty("message").GetString()).ToList();
        return (texts.Count, texts[0], texts[^1], page["data.hasMore"].GetBoolean());
    }

    private Task PostAsync(string party, Person author, string text, DateTimeOffset at) => host.Get<IDatabase>().WriteAsync(session => session.ExecuteAsync(
        """
        insert into party_messages (id, party_id, ordinal, profile_id, name, text, video_position)
        values (@Id, @Party, @Ordinal, @Profile, 'ana Tester', @Text, 12.5)
        """,
        new
        {
            Id = Guid.CreateVersion7().ToString(),
            Party = party,
            Ordinal = at.ToUnixTimeMilliseconds(),
            Profile = author.ProfileId,
            Text = text,
        }));

    /// <summary>Codes and the clock's milliseconds differ from run to run, beside what every golden file masks.</summary>
    private static void GoldenParty(string name, Answer answer, [CallerFilePath] string test = "")
    {
        var masked = ClockTime().Replace(answer.Text, "1");
        Golden.Matches(name, answer with { Text = Code().Replace(masked, "ABC123") }, test);
    }

    [GeneratedRegex("(?<=\"(serverTime|effectiveAt|currentPosition)\":|\"playback\":\\{\"timestamp\":)[0-9.]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ClockTime();

    [GeneratedRegex("(?<=\"partyCode\":\"|/join/)[A-Z0-9]{6}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
