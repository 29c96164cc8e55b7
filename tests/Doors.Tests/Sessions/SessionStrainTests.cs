using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Matinee.Doors.Sessions.Sockets;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

/// <summary>Floods, readers that do not read, peers that fall silent.</summary>
public sealed class SessionStrainTests
{
    [Fact]
    public async Task A_flood_of_joins_is_refused_and_everything_else_goes_on()
    {
        await using var host = new TunedHost(passwordCost: 12);
        var (session, other) = (await host.CreateSessionAsync(), await host.CreateSessionAsync());
        await using var client = await session.ConnectAsync();
        var flood = Enumerable.Range(0, 150).Select(_ => host.TryJoinSessionAsync(session.Session, "wrong password")).ToList();

        Assert.Equal(200, (await host.Stranger().GetAsync("/api/health")).Status);
        Assert.Equal(200, (await session.ShowAsync()).Status);
        await client.ChatAsync("still here");
        await client.HearAsync("chat");
        await host.SignUpAsync("ana");
        Assert.Equal(200, (await host.TryJoinSessionAsync(other.Session)).Status);

        var answers = await Task.WhenAll(flood);
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 401, 503 }));
        Assert.Contains(answers, answer => answer.Status == 401);
        var refused = answers.First(answer => answer.Status == 503);
        Assert.Equal("""{"error":"Service Unavailable","message":"The server is busy. Please try again in a moment."}""", refused.Text);
        Assert.Equal(200, (await host.TryJoinSessionAsync(session.Session)).Status);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Who_does_not_read_is_closed_with_a_reason_and_delays_nobody()
    {
        await using var host = new TunedHost(new SocketOptions { MostWaiting = 256 * 1024, CloseTime = TimeSpan.FromSeconds(30) });
        await using var room = await SessionRoom.OpenAsync(host);
        var slow = await host.JoinSessionAsync(room.Id);
        await using var reader = await SessionClient.ConnectAsync(host.Stranger().Http.BaseAddress!, slow.Session, slow.Token, isReading: false);
        var candidate = new string('x', 60_000);

        // More than the buffers of the two sockets hold.
        for (var i = 0; i < 500; i++)
        {
            await room.HostClient.SayAsync("ice_candidate", candidate);
            await room.ViewerClient.HearAsync("ice_candidate");
        }

        reader.Read();
        await reader.ClosedAsync();
        Assert.Equal((4005, "slow reader"), (reader.CloseCode, reader.CloseText));
        await room.SettleAsync();
    }

    [Fact]
    public async Task A_peer_that_answers_no_ping_is_gone_and_one_that_does_stays()
    {
        await using var host = new TunedHost(new SocketOptions { PingEvery = TimeSpan.FromMilliseconds(400), SilentFor = TimeSpan.FromMilliseconds(900) });
        await using var room = await SessionRoom.OpenAsync(host);
        var silent = await host.JoinSessionAsync(room.Id);
        using var peer = new TcpClient();
        var server = host.Stranger().Http.BaseAddress!;
        await peer.ConnectAsync(server.Host, server.Port);
        var stream = peer.GetStream();
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /ws/{silent.Session}?token={silent.Token} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"));
        using var limit = new CancellationTokenSource(Eventually.Limit);
        var heard = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, limit.Token) is > 0 and var count) heard.Write(buffer, 0, count);
        }
        catch (IOException)
        {
            // The server has cut the connection.
        }

        // An unmasked ping: FIN and opcode 9.
        Assert.Contains((byte)0x89, heard.ToArray());
        await Eventually.BecomesTrueAsync(() => host.Get<SessionConnections>().Count == 2, "the silent connection is gone");
        await room.SettleAsync();
    }

    [Fact]
    public void The_numbers_are_the_contracts()
    {
        var options = new SocketOptions();
        Assert.Equal((54, 60, 65_536), (options.PingEvery.TotalSeconds, options.SilentFor.TotalSeconds, options.LargestMessage));
    }
}
