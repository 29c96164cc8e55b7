using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Matinee.Bench.Sync.Stages;

/// <summary>What a client says to the server over HTTP before anybody watches: an account, a film, parties, guests.</summary>
internal sealed class ServerApi(int port) : IDisposable
{
    private const string Password = "a-long-password-1";

    private readonly HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    private readonly string email = $"host.{port}@example.org";
    private string film = "";
    private string? video;
    private string? segmented;

    /// <param name="path">Of the film that all parties watch.</param>
    public async Task SetUpAsync(string path)
    {
        film = path;
        await SendAsync("/v1/auth/register", new { email, password = Password, firstName = "Ana", lastName = "Lopez", acceptTerms = true }, token: null);
    }

    /// <summary>The data of a fresh login.</summary>
    public async Task<JsonElement> LogInAsync() => await SendAsync("/v1/auth/login", new { email, password = Password }, token: null);

    /// <summary>The code of a new party with the film.</summary>
    public async Task<string> CreatePartyAsync(JsonElement login, bool overHls)
    {
        var token = Token(login);
        var contentId = overHls
            ? segmented ??= await UploadAsync(await FilmFile.RedrawAsync(film), token, "dash_url")
            : video ??= await UploadAsync(film, token, "streaming_url");
        var data = await SendAsync("/v1/social/party", new { contentId, maxMembers = 50, isPublic = false }, token);
        return data.GetProperty("party").GetProperty("partyCode").GetString()!;
    }

    public Task<JsonElement> EnterAsGuestAsync(string name, string code) => SendAsync("/v1/auth/guest", new { displayName = name, partyCode = code }, token: null);

    public static string Token(JsonElement login) => login.GetProperty("tokens").GetProperty("accessToken").GetString()!;

    public void Dispose() => http.Dispose();

    /// <param name="whole">The address that the film's stream has once nothing more is done with it.</param>
    private async Task<string> UploadAsync(string path, string token, string whole)
    {
        using var form = new MultipartFormDataContent { { new StringContent("The reel"), "title" } };
        await using var file = File.OpenRead(path);
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("video/mp4");
        form.Add(content, "file", Path.GetFileName(path));
        using var request = Request(HttpMethod.Post, "/api/videos/upload/", token);
        request.Content = form;
        var id = (await AnswerAsync(request)).GetProperty("video_id").GetString()!;
        await Until.TrueAsync("the film in the library", async () =>
        {
            using var ask = Request(HttpMethod.Get, $"/api/videos/{id}/stream/", token);
            using var answer = await http.SendAsync(ask);
            return answer.IsSuccessStatusCode
                && JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty(whole).ValueKind is JsonValueKind.String;
        });
        return id;
    }

    private async Task<JsonElement> SendAsync(string path, object body, string? token)
    {
        using var request = Request(HttpMethod.Post, path, token);
        request.Content = JsonContent.Create(body);
        return (await AnswerAsync(request)).GetProperty("data");
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? token)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private async Task<JsonElement> AnswerAsync(HttpRequestMessage request)
    {
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{request.RequestUri}: {(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
