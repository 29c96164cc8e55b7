using System.Net.Http.Headers;
using System.Text;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Hostile;

public sealed class PostBodyTests
{
    private const int Limit = 20_000;
    private static readonly SocketIoOptions Options = new() { MaxPayload = Limit };

    /// <summary>Engine.IO v4 has no binary bodies: attachments come in base64, inside text.</summary>
    [Theory]
    [InlineData("42[\"echo\",1]")]
    [InlineData("\u0004\u0002[\"echo\"]")]
    public async Task Octet_stream_is_refused_and_ends_the_session(string body)
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason));
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var response = await host.Http.PostAsync(Address(client.Sid), content);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(await reason.WithinLimitAsync(), new[] { DisconnectReason.TransportError, DisconnectReason.ParseError });
        Assert.Equal(400, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task Session_outlives_a_body_that_was_too_large()
    {
        await using var host = await TestHost.StartAsync(Events.Echo, Options);
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        Assert.Equal(413, (await client.PostAsync(new byte[Limit + 1])).Status);
        Assert.Equal(200, (await client.PostAsync("""42["echo",1]""")).Status);
        Assert.Equal((200, """42["echo",1]"""), await client.PollAsync());
    }

    [Theory]
    [InlineData("20001")]
    [InlineData("2147483648")]
    [InlineData("9223372036854775807")]
    public async Task Announced_length_is_refused_before_the_body_comes(string length)
    {
        await using var host = await TestHost.StartAsync(options: Options);
        var client = await host.OpenPollingAsync();
        using var connection = await WireConnection.OpenAsync(host);
        await connection.SendAsync(Head(host, client.Sid, $"Content-Length: {length}"));
        Assert.Equal(413, await connection.ReadStatusAsync());
    }

    [Fact]
    public async Task Endless_chunked_body_is_refused_as_soon_as_it_is_too_large()
    {
        await using var host = await TestHost.StartAsync(options: Options);
        var client = await host.OpenPollingAsync();
        using var connection = await WireConnection.OpenAsync(host);
        await connection.SendAsync(Head(host, client.Sid, "Transfer-Encoding: chunked"));
        // Not a byte beyond what shows that it is too large, and no end.
        await connection.SendAsync($"{Limit + 1:x}\r\n{new string('4', Limit + 1)}");
        Assert.Equal(413, await connection.ReadStatusAsync());
    }

    [Theory]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: 0x10")]
    public async Task Length_that_is_no_length_is_a_fault_of_the_client(string header)
    {
        await using var host = await TestHost.StartAsync();
        var client = await host.OpenPollingAsync();
        using var connection = await WireConnection.OpenAsync(host);
        await connection.SendAsync(Head(host, client.Sid, header) + "12345");
        Assert.InRange(await connection.ReadStatusAsync(), 400, 499);
    }

    [Fact]
    public async Task Second_post_during_the_first_ends_the_session_and_neither_is_handled()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        var heard = 0;
        await using var host = await TestHost.WithSocketsAsync(socket =>
        {
            _ = Events.Report(socket, reason);
            socket.OnImmediate("hear", _ => heard++);
        });
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        const string packet = """42["hear"]""";
        using var first = await WireConnection.OpenAsync(host);
        await first.SendAsync(Head(host, client.Sid, $"Content-Length: {packet.Length}") + packet[..4]);
        // Which of the two is the second is only known once the first is being read.
        await Eventually.BecomesTrueAsync(async () => (await client.PostAsync("6")).Status == 400, "the overlap");
        Assert.Equal(DisconnectReason.TransportError, await reason.WithinLimitAsync());
        await first.SendAsync(packet[4..]);
        Assert.InRange(await first.ReadStatusAsync(), 200, 499);
        Assert.Equal(0, heard);
        Assert.Equal(400, (await client.PollAsync()).Status);
        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 0, "session removed");
    }

    [Fact]
    public async Task Of_many_polls_at_once_one_is_told_and_the_others_are_refused()
    {
        await using var host = await TestHost.StartAsync();
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.PollAsync()));
        Assert.Single(replies, reply => reply == (200, "1"));
        Assert.Equal(9, replies.Count(reply => reply.Status == 400));
        Assert.Equal(0, host.Server.ConnectionCount);
    }

    private static Uri Address(string sid) => new($"/socket.io/?EIO=4&transport=polling&sid={sid}", UriKind.Relative);

    private static string Head(TestHost host, string sid, string header) =>
        $"POST {Address(sid)} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nContent-Type: text/plain\r\n{header}\r\n\r\n";
}
