using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

/// <summary>What people do with sessions over HTTP.</summary>
internal static class SessionActs
{
    public const string Password = "secure123";

    /// <summary>A new session and its host.</summary>
    public static async Task<SessionMember> CreateSessionAsync(this MatineeHost host, string name = "Movie Night")
    {
        var created = await host.Stranger().PostAsync("/api/sessions/create", new { name, password = Password });
        Assert.True(created.Status == 200, created.Text);
        return SessionMember.Of(host, created);
    }

    public static async Task<SessionMember> JoinSessionAsync(this MatineeHost host, string id)
    {
        var joined = await host.TryJoinSessionAsync(id);
        Assert.True(joined.Status == 200, joined.Text);
        return SessionMember.Of(host, joined);
    }

    public static Task<Answer> TryJoinSessionAsync(this MatineeHost host, string id, string password = Password) =>
        host.Stranger().PostAsync("/api/sessions/join", new { session_id = id, password });

    public static JsonElement Claims(string token) =>
        JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1])));
}

/// <summary>Somebody with a token for one session.</summary>
internal sealed record SessionMember(MatineeHost Host, string Session, string Token, string UserId, string Username)
{
    public static SessionMember Of(MatineeHost host, Answer answer)
    {
        var token = answer["token"].GetString()!;
        var claims = SessionActs.Claims(token);
        return new SessionMember(
            host, answer["id"].GetString()!, token, claims.GetProperty("user_id").GetString()!, claims.GetProperty("username").GetString()!);
    }

    public Task<Answer> ShowAsync() => Host.Stranger().Use(Token).GetAsync($"/api/sessions/{Session}");

    public async Task<IReadOnlyList<string?>> ParticipantsAsync() =>
        [.. (await ShowAsync())["participants"].EnumerateArray().Select(one => one.GetString())];

    public Task<SessionClient> ConnectAsync() => SessionClient.ConnectAsync(Host.Stranger().Http.BaseAddress!, Session, Token);
}
