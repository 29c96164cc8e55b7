using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Matinee.Doors.Tests.Shared.OpenApi;

namespace Matinee.Doors.Tests.Shared;

/// <summary>Someone who uses the server over HTTP, with or without a token.</summary>
public sealed class Person(HttpClient http)
{
    public const string Password = "securePassword123";

    public HttpClient Http { get; } = http;

    public string Email { get; private set; } = "";

    public string AccountId { get; private set; } = "";

    public string ProfileId { get; private set; } = "";

    public string AccessToken { get; private set; } = "";

    public string RefreshToken { get; private set; } = "";

    public async Task<Answer> LogInAsync(string email)
    {
        var answer = await PostAsync("/v1/auth/login", new { email, password = Password });
        Assert.Equal(200, answer.Status);
        Email = email;
        AccountId = answer["data.user.id"].GetString()!;
        Use(answer["data.tokens.accessToken"].GetString()!);
        RefreshToken = answer["data.tokens.refreshToken"].GetString()!;
        ProfileId = (await GetAsync("/v1/auth/profiles"))["data.profiles.0.id"].GetString()!;
        return answer;
    }

    /// <summary>Sends this token from now on; an empty one sends none.</summary>
    public Person Use(string accessToken)
    {
        AccessToken = accessToken;
        Http.DefaultRequestHeaders.Authorization = accessToken.Length == 0 ? null : new AuthenticationHeaderValue("Bearer", accessToken);
        return this;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, content: null);

    public Task<Answer> PostAsync(string path, object? body = null) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body, body.GetType()));

    /// <summary>Sends the text as it stands.</summary>
    public Task<Answer> PostTextAsync(string path, string text, string contentType = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return SendAsync(HttpMethod.Post, path, content);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request);
        var answer = await Answer.ReadAsync(response);
        CommittedDocuments.Check(method, path, answer);
        return answer;
    }
}

/// <summary>An answer, read whole.</summary>
public sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>The value at a path such as <c>data.profiles.0.id</c>.</summary>
    public JsonElement this[string path] => path.Split('.').Aggregate(
        Json,
        (element, step) => element.ValueKind == JsonValueKind.Array ? element[int.Parse(step)] : element.GetProperty(step));

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) =>
        new(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(
                header => header.Key,
                header => string.Join(", ", header.Value),
                StringComparer.OrdinalIgnoreCase));
}
