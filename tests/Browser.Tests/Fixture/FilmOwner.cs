using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Matinee.Browser.Tests.Fixture;

/// <summary>Somebody who brings films to the server without a browser, and waits until all that is made of them is there.</summary>
internal sealed class FilmOwner : IDisposable
{
    public const string Email = "ana@example.org";
    public const string Password = "Correct-Horse-7-Battery";

    private readonly HttpClient http;

    private FilmOwner(ServerProcess server) => http = new HttpClient { BaseAddress = server.Address };

    public static async Task<FilmOwner> SignUpAsync(ServerProcess server)
    {
        var owner = new FilmOwner(server);
        using var registered = await owner.http.PostAsJsonAsync("/v1/auth/register", new { email = Email, password = Password, firstName = "Ana", lastName = "Tester", acceptTerms = true });
        registered.EnsureSuccessStatusCode();
        using var answer = await owner.http.PostAsJsonAsync("/v1/auth/login", new { email = Email, password = Password });
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("tokens").GetProperty("accessToken").GetString();
        owner.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return owner;
    }

    /// <summary>The film's stream, as the server describes it when the last size is made.</summary>
    public async Task<JsonElement> PublishAsync(string film)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(await File.ReadAllBytesAsync(film)), "file", Path.GetFileName(film) } };
        using var uploaded = await http.PostAsync(new Uri("/api/videos/upload/", UriKind.Relative), form);
        uploaded.EnsureSuccessStatusCode();
        var upload = await uploaded.Content.ReadFromJsonAsync<JsonElement>();
        var (id, status) = (upload.GetProperty("video_id").GetString(), upload.GetProperty("upload_id").GetString());
        await Eventually.BecomesTrueAsync(
            async () => (await http.GetFromJsonAsync<JsonElement>($"/api/videos/upload/{status}/status/")).GetProperty("stage").GetString() is "finished" or "failed",
            $"all of {Path.GetFileName(film)}");
        return await http.GetFromJsonAsync<JsonElement>($"/api/videos/{id}/stream/");
    }

    public void Dispose() => http.Dispose();
}
