using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Videos;

/// <summary>Films over real sockets, as they leave the machine.</summary>
public sealed class FileSendingTests(Films films)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wholes_parts_and_refusals_follow_each_other_on_one_connection()
    {
        await using var host = new SocketHost();
        var ana = await host.SignUpAsync("ana");
        byte[] film = [.. films.Mp4, 0x00, 0x40, 0, 0, (byte)'f', (byte)'r', (byte)'e', (byte)'e', .. new byte[(4 << 20) - 8]];
        film.AsSpan(films.Mp4.Length + 8).Fill(0x5A);
        var url = await ana.StreamUrlAsync(await ana.AddVideoAsync(film));
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1 };
        using var http = new HttpClient(handler) { BaseAddress = host.ClientOptions.BaseAddress };

        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(film, await http.GetByteArrayAsync(url, Ct));
            using var part = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(1000, 2_000_000) } };
            using var partly = await http.SendAsync(part, Ct);
            Assert.Equal(HttpStatusCode.PartialContent, partly.StatusCode);
            Assert.Equal(film[1000..2_000_001], await partly.Content.ReadAsByteArrayAsync(Ct));
            using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, url), Ct);
            Assert.Equal(film.Length, head.Content.Headers.ContentLength);
            using var refused = await http.GetAsync(url + "x", Ct);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }

        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Requests_that_come_at_once_are_answered_one_after_the_other()
    {
        await using var host = new SocketHost();
        var ana = await host.SignUpAsync("ana");
        var url = await ana.StreamUrlAsync(await ana.AddVideoAsync(films.Mp4));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.ClientOptions.BaseAddress.Port, Ct);
        var stream = client.GetStream();
        var request = $"GET {url} HTTP/1.1\r\nHost: localhost\r\n";

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{request}\r\n{request}Range: bytes=5-9\r\n\r\n{request}Connection: close\r\n\r\n"), Ct);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, Ct);

        var answers = all.ToArray();
        var at = Expect(0, "HTTP/1.1 200 OK", films.Mp4);
        at = Expect(at, "HTTP/1.1 206 Partial Content", films.Mp4[5..10]);
        Assert.Equal(answers.Length, Expect(at, "HTTP/1.1 200 OK", films.Mp4));

        int Expect(int from, string status, byte[] body)
        {
            var end = from + answers.AsSpan(from).IndexOf("\r\n\r\n"u8) + 4;
            Assert.StartsWith(status, Encoding.ASCII.GetString(answers, from, end - from), StringComparison.Ordinal);
            Assert.Equal(body, answers[end..(end + body.Length)]);
            return end + body.Length;
        }
    }

    [Fact]
    public async Task Who_leaves_in_the_middle_costs_no_error()
    {
        await using var host = new SocketHost();
        var ana = await host.SignUpAsync("ana");
        var url = await ana.StreamUrlAsync(await ana.AddVideoAsync([.. films.Mp4, 0x04, 0, 0, 0, (byte)'f', (byte)'r', (byte)'e', (byte)'e', .. new byte[(64 << 20) - 8]]));
        using (var http = new HttpClient { BaseAddress = host.ClientOptions.BaseAddress })
        {
            using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, Ct);
            await (await response.Content.ReadAsStreamAsync(Ct)).ReadExactlyAsync(new byte[1000], Ct);
        }

        using var other = new HttpClient { BaseAddress = host.ClientOptions.BaseAddress };
        using var small = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(0, 99) } };
        using var answer = await other.SendAsync(small, Ct);
        Assert.Equal(films.Mp4[..100], await answer.Content.ReadAsByteArrayAsync(Ct));
        Assert.Empty(host.Log.Errors);
    }
}
