using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Hostile;

public sealed class UpgradeRaceTests
{
    [Fact]
    public async Task Of_many_upgrades_at_once_one_wins_and_the_session_moves_to_it()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        var polling = await host.OpenPollingAsync();
        await polling.JoinAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TryAsync(host, polling.Sid)));
        using var winner = Assert.Single(outcomes.OfType<WireSocket>());
        await winner.SendAsync(Frames.Text("5"), Frames.Text("""42["echo",1]"""));
        Assert.Equal("""42["echo",1]""", await winner.ReadTextAsync());
        Assert.Equal(1, host.Server.ConnectionCount);
        Assert.Single(host.Server.Of("/").Sockets);
    }

    [Theory]
    [InlineData("EIO=3", 5)]
    [InlineData("EIO=5", 5)]
    [InlineData("EIO=4&EIO=4", 5)]
    [InlineData("x=4", 5)]
    public async Task Upgrade_with_another_version_is_refused_and_polling_goes_on(string version, int code)
    {
        await using var host = await TestHost.StartAsync();
        var polling = await host.OpenPollingAsync();
        Assert.Contains($"\"code\":{code},", await RefusalAsync(host, $"{version}&transport=websocket&sid={polling.Sid}"), StringComparison.Ordinal);
        await polling.JoinAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upgrade_of_a_closed_session_is_refused(bool byServer)
    {
        await using var host = await TestHost.StartAsync();
        var polling = await host.OpenPollingAsync();
        await polling.JoinAsync();
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 1, "joined");
        if (byServer)
            host.Server.Of("/").Sockets.Single().Disconnect(close: true);
        else
            await polling.PostAsync("1");
        Assert.Contains("\"code\":1,", await RefusalAsync(host, $"EIO=4&transport=websocket&sid={polling.Sid}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_that_closes_during_its_upgrade_takes_the_candidate_with_it()
    {
        await using var host = await TestHost.StartAsync();
        var polling = await host.OpenPollingAsync();
        await polling.JoinAsync();
        using var candidate = await WireSocket.OpenAsync(host, $"EIO=4&transport=websocket&sid={polling.Sid}");
        await candidate.SendAsync(Frames.Text("2probe"));
        Assert.Equal("3probe", await candidate.ReadTextAsync());
        await polling.PostAsync("1");
        Assert.True(await candidate.EndsAsync());
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 0, "gone");
    }

    [Fact]
    public async Task Candidate_that_vanishes_leaves_the_session_as_it_was()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        var polling = await host.OpenPollingAsync();
        await polling.JoinAsync();
        for (var i = 0; i < 3; i++)
        {
            await Eventually.BecomesTrueAsync(async () => await TryAsync(host, polling.Sid) is { } candidate && Drop(candidate), "the next upgrade");
            await polling.PostAsync($"""42["echo",{i}]""");
            Assert.Contains($"""42["echo",{i}]""", await CollectAsync(polling), StringComparison.Ordinal);
        }
    }

    /// <summary>Null if the server refuses the WebSocket or closes it.</summary>
    private static async Task<WireSocket?> TryAsync(TestHost host, string sid)
    {
        var socket = await WireSocket.OpenAsync(host, $"EIO=4&transport=websocket&sid={sid}");
        try
        {
            await socket.SendAsync(Frames.Text("2probe"));
            if (await socket.ReadAsync() is { Opcode: Opcode.Text, Text: "3probe" })
                return socket;
        }
        catch (IOException)
        {
            // Reset because it was closed before the probe came.
        }

        socket.Dispose();
        return null;
    }

    private static bool Drop(WireSocket candidate)
    {
        candidate.Dispose();
        return true;
    }

    /// <summary>The first poll that is not the noop of an upgrade.</summary>
    private static async Task<string> CollectAsync(PollingClient polling)
    {
        while (true)
        {
            var (status, body) = await polling.PollAsync();
            Assert.Equal(200, status);
            if (body != "6")
                return body;
        }
    }

    private static async Task<string> RefusalAsync(TestHost host, string query)
    {
        using var connection = await WireConnection.OpenAsync(host);
        await connection.SendAsync(WireSocket.Head(query, host.Address.Authority));
        var head = await connection.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 400 ", head, StringComparison.Ordinal);
        return await connection.ReadBodyAsync(head);
    }
}
