using System.Text.Json;
using Matinee.Database;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx;

/// <summary>What people do with parties over HTTP.</summary>
internal static class PartyActs
{
    /// <summary>A video that can be watched, put in place without an upload; answers its id.</summary>
    /// <param name="duration">Seconds.</param>
    public static async Task<string> AddFilmAsync(
        this MatineeHost host, Person owner, string visibility = "private", string status = "ready", double? duration = 5400)
    {
        var id = Guid.CreateVersion7().ToString();
        await host.Get<IDatabase>().WriteAsync(session => session.ExecuteAsync(
            """
            insert into videos (id, upload_id, owner_id, title, description, visibility, status, duration, size_bytes, created_at, updated_at)
            values (@Id, @Upload, @Owner, 'The Great Adventure', '', @Visibility, @Status, @Duration, 1, 1, 1)
            """,
            new { Id = id, Upload = Guid.CreateVersion7().ToString(), Owner = owner.AccountId, Visibility = visibility, Status = status, Duration = duration }));
        return id;
    }

    public static async Task<JsonElement> CreatePartyAsync(
        this MatineeHost host, Person owner, int? maxMembers = null, bool isPublic = false, bool guestsAllowed = true)
    {
        var contentId = await host.AddFilmAsync(owner);
        var created = await owner.PostAsync("/v1/social/party", new { contentId, maxMembers, isPublic, settings = new { guestsAllowed } });
        Assert.Equal(201, created.Status);
        return created["data.party"];
    }

    public static string Id(this JsonElement party) => party.GetProperty("id").GetString()!;

    public static string Code(this JsonElement party) => party.GetProperty("partyCode").GetString()!;

    public static async Task<Person> JoinAsync(this Person person, string codeOrId)
    {
        var joined = await person.PostAsync($"/v1/social/party/{codeOrId}/join");
        Assert.Equal(200, joined.Status);
        return person;
    }

    /// <summary>Somebody without an account who has the party's link; the seat is not taken yet.</summary>
    public static async Task<Person> GuestAsync(this MatineeHost host, string name, string code)
    {
        var guest = host.Stranger();
        var answer = await guest.PostAsync("/v1/auth/guest", new { displayName = name, partyCode = code });
        Assert.Equal(200, answer.Status);
        return guest.Use(answer["data.tokens.accessToken"].GetString()!);
    }

    public static Task<Answer> PartyAsync(this Person person, string codeOrId) => person.GetAsync($"/v1/social/party/{codeOrId}");

    public static string? ErrorCode(this Answer answer) => answer["error.code"].GetString();

    public static string? FirstField(this Answer answer) => answer["error.details.0.field"].GetString();
}
