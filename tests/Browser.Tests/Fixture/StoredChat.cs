using System.Text.Json;

namespace Matinee.Browser.Tests.Fixture;

/// <param name="At">Unix milliseconds.</param>
internal sealed record StoredMessage(string Id, string Text, long At);

/// <summary>The chat as the server has it, read over its own interface and not through the app.</summary>
internal static class StoredChat
{
    private const int PageLength = 100;

    /// <summary>Oldest first.</summary>
    public static async Task<IReadOnlyList<StoredMessage>> ReadAsync(Viewer guest, string code)
    {
        var token = await guest.Page.EvaluateAsync<string>("code => JSON.parse(localStorage.getItem(`matinee.guest.${code}`)).accessToken", code);
        using var http = new HttpClient { BaseAddress = new Uri(guest.Network.BaseUrl) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var found = new List<StoredMessage>();
        for (long? before = null; ;)
        {
            var answer = await http.GetStringAsync(new Uri($"/v1/social/party/{code}/messages?limit={PageLength}&before={before}", UriKind.Relative));
            using var json = JsonDocument.Parse(answer);
            var page = json.RootElement.GetProperty("data").GetProperty("messages").EnumerateArray().ToList();
            found.InsertRange(0, page.Select(Read).Where(message => !found.Contains(message)));
            if (!json.RootElement.GetProperty("data").GetProperty("hasMore").GetBoolean()) return found;

            // Messages of the same millisecond may lie on both sides of the border between two pages.
            before = found[0].At + 1;
        }
    }

    private static StoredMessage Read(JsonElement message) => new(
        message.GetProperty("id").GetString()!,
        message.GetProperty("message").GetString()!,
        message.GetProperty("createdAt").GetDateTimeOffset().ToUnixTimeMilliseconds());
}
