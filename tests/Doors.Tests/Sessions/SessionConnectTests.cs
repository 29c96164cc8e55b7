using System.Net.WebSockets;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

public sealed class SessionConnectTests(SocketHost host) : IClassFixture<SocketHost>
{
    [Fact]
    public async Task A_plain_GET_is_asked_to_upgrade()
    {
        var session = await host.CreateSessionAsync();
        foreach (var path in new[] { $"/ws/{session.Session}", $"/ws/{session.Session}/", $"/ws/{session.Session}?token={session.Token}" })
        {
            var answer = await host.Stranger().GetAsync(path);
            Assert.Equal((426, "Upgrade Required"), (answer.Status, answer["error"].GetString()));
            Assert.Equal("websocket", answer.Headers["Upgrade"]);
        }
    }

    [Fact]
    public async Task Only_a_token_of_the_session_connects()
    {
        var (session, other) = (await host.CreateSessionAsync(), await host.CreateSessionAsync());
        var ana = await host.SignUpAsync("ana");
        Assert.Equal(401, await StatusAsync($"/ws/{session.Session}"));
        Assert.Equal(401, await StatusAsync($"/ws/{session.Session}?token="));
        Assert.Equal(401, await StatusAsync($"/ws/{session.Session}?token=garbage"));
        Assert.Equal(401, await StatusAsync($"/ws/{session.Session}?token={session.Token}x"));
        Assert.Equal(401, await StatusAsync($"/ws/{session.Session}?token={session.Token}&token={session.Token}"));
        Assert.Equal(400, await StatusAsync($"/ws/{session.Session}?token=%00"));
        Assert.Equal(403, await StatusAsync($"/ws/{session.Session}?token={other.Token}"));
        Assert.Equal(403, await StatusAsync($"/ws/{session.Session}?token={ana.AccessToken}"));
        Assert.Equal(404, await StatusAsync($"/ws/{Guid.CreateVersion7()}?token={session.Token}"));
        Assert.Equal(404, await StatusAsync($"/ws/no-uuid?token={session.Token}"));
        Assert.Equal(101, await StatusAsync($"/ws/{session.Session.ToUpperInvariant()}/?token={session.Token}"));
    }

    [Fact]
    public async Task Only_pages_of_known_origins_connect()
    {
        var session = await host.CreateSessionAsync();
        var path = $"/ws/{session.Session}?token={session.Token}";
        var own = host.Stranger().Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Equal(101, await StatusAsync(path));
        Assert.Equal(101, await StatusAsync(path, own));
        Assert.Equal(101, await StatusAsync(path, own.Replace("http:", "https:", StringComparison.Ordinal)));
        Assert.Equal(101, await StatusAsync(path, "http://localhost:5173"));
        foreach (var foreign in new[] { "null", "https://evil.example", "http://localhost:5174", $"{own}.evil.example", "x", own + "/page", "" })
            Assert.Equal((foreign, 403), (foreign, await StatusAsync(path, foreign)));
    }

    [Fact]
    public async Task A_full_session_refuses_who_has_lost_the_seat()
    {
        await using var quick = new SocketHost(new() { ["Matinee:Party:SeatGraceSeconds"] = "1" });
        var session = await quick.CreateSessionAsync();
        var member = await quick.JoinSessionAsync(session.Session);
        var client = await member.ConnectAsync();
        client.Break();
        await Eventually.BecomesTrueAsync(async () => (await session.ParticipantsAsync()).Count == 1, "the seat is free");
        while ((await session.ParticipantsAsync()).Count < 10) await quick.JoinSessionAsync(session.Session);
        Assert.Equal(403, await StatusAsync($"/ws/{session.Session}?token={member.Token}", server: quick));
    }

    [Fact]
    public async Task A_socket_ends_with_its_token()
    {
        await using var late = new SocketHost();
        await using var room = await SessionRoom.OpenAsync(late);
        late.Clock.Advance(TimeSpan.FromMinutes(61));
        await room.HostClient.ClosedAsync();
        await room.ViewerClient.ClosedAsync();
        Assert.Equal((4003, "token expired"), (room.ViewerClient.CloseCode, room.ViewerClient.CloseText));
        Assert.Equal(401, await StatusAsync($"/ws/{room.Id}?token={room.Host.Token}", server: late));
    }

    [Fact]
    public async Task A_socket_ends_with_its_login()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await host.Stranger().Use(room.Viewer.Token).PostAsync("/v1/auth/logout");
        await room.ViewerClient.ClosedAsync();
        Assert.Equal((4004, "login ended"), (room.ViewerClient.CloseCode, room.ViewerClient.CloseText));
        await room.SettleAliveAsync();
    }

    [Fact]
    public async Task A_clean_close_is_answered()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.ViewerClient.CloseAsync();
        await room.ViewerClient.ClosedAsync();
        Assert.Equal(1000, room.ViewerClient.CloseCode);
    }

    [Theory]
    [InlineData(65_536, false, null)]
    [InlineData(65_537, false, 1009)]
    [InlineData(65_536, true, null)]
    [InlineData(65_537, true, 1009)]
    [InlineData(3_000_000, true, 1009)]
    public async Task A_message_over_64_KiB_closes_however_it_is_cut(int size, bool isCut, int? code)
    {
        await using var room = await SessionRoom.OpenAsync(host);
        var message = System.Text.Encoding.UTF8.GetBytes(Padded(size));
        try
        {
            for (var at = 0; isCut && at + 1000 < message.Length; at += 1000)
                await room.ViewerClient.SendAsync(message.AsMemory(at, 1000), WebSocketMessageType.Text, isLast: false);
            await room.ViewerClient.SendAsync(isCut ? message.AsMemory((message.Length - 1) / 1000 * 1000) : message, WebSocketMessageType.Text);
        }
        catch (WebSocketException) when (code is not null)
        {
            // Closed while it was still sending.
        }

        if (code is null)
        {
            Assert.Equal("ice_candidate", (await room.HostClient.NextAsync()).GetProperty("type").GetString());
            return;
        }

        await room.ViewerClient.ClosedAsync();
        Assert.Equal(code, room.ViewerClient.CloseCode);
        await room.SettleAliveAsync();
    }

    [Fact]
    public async Task A_binary_message_closes()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.ViewerClient.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary);
        await room.ViewerClient.ClosedAsync();
        Assert.Equal(1003, room.ViewerClient.CloseCode);
        await room.SettleAliveAsync();
    }

    private static string Padded(int size)
    {
        const string start = """{"type":"ice_candidate","payload":{"candidate":" """;
        const string end = "\"}}";
        return start + new string('x', size - start.Length - end.Length) + end;
    }

    /// <summary>101 when the WebSocket opens, else the status of the refusal.</summary>
    private async Task<int> StatusAsync(string path, string? origin = null, MatineeHost? server = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        using var limit = new CancellationTokenSource(Eventually.Limit);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{(server ?? host).Stranger().Http.BaseAddress!.Authority}{path}"), limit.Token);
        }
        catch (WebSocketException)
        {
            // Refused; the status tells why.
        }

        return (int)socket.HttpStatusCode;
    }
}
