using System.Text;
using System.Text.Json;

namespace Matinee.SocketIo.Tests.Fixture;

/// <summary>The bare protocol over HTTP long-polling.</summary>
internal sealed class PollingClient(HttpClient http)
{
    public const char Separator = '\x1e';

    public string Sid { get; private set; } = "";

    private Uri Address => new($"/socket.io/?EIO=4&transport=polling&sid={Sid}", UriKind.Relative);

    public async Task<JsonElement> OpenAsync()
    {
        var text = await http.GetStringAsync(new Uri("/socket.io/?EIO=4&transport=polling", UriKind.Relative));
        Assert.StartsWith("0{", text, StringComparison.Ordinal);
        var open = JsonElement.Parse(text.AsSpan(1));
        Sid = open.GetProperty("sid").GetString() ?? "";
        return open;
    }

    public async Task JoinAsync()
    {
        Assert.Equal(200, (await PostAsync("40")).Status);
        var reply = await PollAsync();
        Assert.StartsWith("40{", reply.Body, StringComparison.Ordinal);
    }

    public async Task<(int Status, string Body)> PollAsync(CancellationToken ct = default)
    {
        using var response = await http.GetAsync(Address, ct);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));
    }

    public Task<(int Status, string Body)> PostAsync(string body) => PostAsync(Encoding.UTF8.GetBytes(body));

    public async Task<(int Status, string Body)> PostAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var response = await http.PostAsync(Address, content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
