using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Recovery;

/// <summary>Clients whose connection broke, and what they find when they come back.</summary>
public sealed class RecoveryTests
{
    private static readonly SocketIoOptions Recovering = new() { Recovery = new SocketIoRecovery() };

    [Fact]
    public async Task Stored_events_carry_a_rising_offset_as_their_last_argument()
    {
        await using var host = await StartAsync();
        using var ana = await RecoveringClient.ConnectAsync(host);
        host.Server.Emit("news", "one", 1);
        host.Server.To("red").Emit("news", "two");
        var first = await ana.Socket.ReadAsync();
        var second = await ana.Socket.ReadAsync();
        Assert.Matches("""^42\["news","one",1,"[0-9a-f]{12}"\]$""", first);
        Assert.Matches("""^42\["news","two","[0-9a-f]{12}"\]$""", second);
        Assert.True(string.CompareOrdinal(first[^14..], second[^14..]) < 0);
    }

    [Fact]
    public async Task Volatile_events_and_those_that_ask_for_an_answer_have_no_offset()
    {
        await using var host = await StartAsync();
        using var ana = await RecoveringClient.ConnectAsync(host);
        var socket = host.Server.Of().Sockets.Single();
        host.Server.To("red").Volatile.Emit("news", "soon gone");
        Assert.Equal("""42["news","soon gone"]""", await ana.Socket.ReadAsync());
        var asking = socket.EmitWithAckAsync("question", "?", Eventually.Limit);
        Assert.Equal("""420["question","?"]""", await ana.Socket.ReadAsync());
        await ana.Socket.SendAsync("430[]");
        Assert.Empty(await asking);
    }

    [Fact]
    public async Task Whoever_comes_back_is_the_same_socket_and_is_told_what_it_missed()
    {
        await using var host = await StartAsync();
        using var ana = await RecoveringClient.ConnectAsync(host);
        host.Server.Of().Sockets.Single().Data["name"] = "Ana";
        host.Server.To("red").Emit("news", "seen");
        Assert.Equal("seen", await ana.ReadAsync());
        await LoseAsync(host, ana);

        host.Server.To("red").Emit("news", "to the room");
        host.Server.To("blue").Emit("news", "to another room");
        host.Server.To(ana.Id).Emit("news", "to her alone");
        host.Server.To("red").Except(ana.Id).Emit("news", "to the others");
        host.Server.To("red").Volatile.Emit("news", "not for later");
        host.Server.Emit("news", "to all");

        using var back = await ana.ComeBackAsync(host);
        Assert.Equal((ana.Id, ana.PrivateId), (back.Id, back.PrivateId));
        Assert.Equal(["to the room", "to her alone", "to all"], await back.ReadAsync(3));
        var socket = host.Server.Of().Sockets.Single();
        Assert.True(socket.Recovered);
        Assert.Equal("Ana", socket.Data["name"]);
        Assert.Equal(new HashSet<string> { ana.Id, "red" }, socket.Rooms.ToHashSet());
        host.Server.To("red").Emit("news", "live");
        Assert.Equal("live", await back.ReadAsync());
    }

    [Fact]
    public async Task Events_that_were_sent_but_never_arrived_come_again()
    {
        await using var host = await StartAsync();
        using var ana = await RecoveringClient.ConnectAsync(host);
        host.Server.To("red").Emit("news", "one");
        await ana.ReadAsync();
        host.Server.To("red").Emit("news", "two");
        host.Server.To("red").Emit("news", "three");
        await LoseAsync(host, ana);
        using var back = await ana.ComeBackAsync(host);
        Assert.Equal(["two", "three"], await back.ReadAsync(2));
    }

    [Fact]
    public async Task Whoever_never_got_an_event_gets_all_since_it_joined()
    {
        await using var host = await StartAsync();
        host.Server.Emit("news", "before her time");
        using var ana = await RecoveringClient.ConnectAsync(host);
        await LoseAsync(host, ana);
        host.Server.Emit("news", "one");
        using var back = await ana.ComeBackAsync(host);
        Assert.Equal("one", await back.ReadAsync());
    }

    [Fact]
    public async Task Offset_from_before_a_new_session_brings_nothing_old_back()
    {
        await using var host = await StartAsync();
        using var earlier = await RecoveringClient.ConnectAsync(host);
        host.Server.Emit("news", "one");
        await earlier.ReadAsync();
        host.Server.Emit("news", "two");

        // The JavaScript client keeps the offset of an earlier session until the next event.
        using var ana = await RecoveringClient.ConnectAsync(host);
        await LoseAsync(host, ana);
        host.Server.Emit("news", "three");
        using var back = await RecoveringClient.ConnectAsync(host, $$"""{"pid":"{{ana.PrivateId}}","offset":"{{earlier.Offset}}"}""");
        Assert.Equal("three", await back.ReadAsync());
    }

    [Fact]
    public async Task Client_takes_over_from_a_connection_that_nobody_has_missed_yet()
    {
        await using var host = await StartAsync();
        using var ana = await RecoveringClient.ConnectAsync(host);
        host.Server.To("red").Emit("news", "into the void");
        using var back = await ana.ComeBackAsync(host);
        Assert.Equal(ana.Id, back.Id);
        Assert.Equal("into the void", await back.ReadAsync());
        Assert.Single(host.Server.Of().Sockets);
        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 1, "the dead connection is closed");
    }

    [Fact]
    public async Task Polling_client_recovers_too()
    {
        await using var host = await StartAsync();
        using var ana = await RecoveringClient.ConnectAsync(host);
        await LoseAsync(host, ana);
        host.Server.To("red").Emit("news", "missed");
        var polling = await host.OpenPollingAsync();
        await polling.PostAsync($$"""40{"pid":"{{ana.PrivateId}}"}""");
        var body = "";
        while (!body.Contains("missed", StringComparison.Ordinal))
            body += (await polling.PollAsync()).Body;
        Assert.StartsWith($$"""40{"sid":"{{ana.Id}}","pid":"{{ana.PrivateId}}"}""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missed_events_come_once_and_in_order_while_others_are_sent()
    {
        const int count = 2000;
        await using var host = await StartAsync();
        using var ana = await RecoveringClient.ConnectAsync(host);
        var sending = Task.Run(() =>
        {
            for (var i = 0; i < count; i++)
                host.Server.To("red").Emit("news", $"{i}");
        });
        var seen = new List<string>();
        var client = ana;
        while (seen.Count < count)
        {
            seen.Add(await client.ReadAsync());
            if (seen.Count % 400 != 0 || seen.Count == count)
                continue;
            client.Socket.Vanish();
            client = await client.ComeBackAsync(host);
            Assert.Equal(ana.Id, client.Id);
        }

        await sending;
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}"), seen);
        client.Dispose();
    }

    internal static Task<TestHost> StartAsync(SocketIoOptions? options = null, TimeProvider? clock = null) => TestHost.StartAsync(
        options ?? Recovering,
        clock,
        // In the middleware, so that the client is in its room when it hears that it is connected.
        server => server.Use((socket, _) =>
        {
            if (!socket.Recovered)
                socket.Join("red");
            return ValueTask.FromResult<ConnectError?>(null);
        }));

    /// <summary>The client's connection breaks, and the server notices.</summary>
    internal static async Task LoseAsync(TestHost host, RecoveringClient client)
    {
        client.Socket.Vanish();
        await Eventually.BecomesTrueAsync(() => host.Server.Of().Sockets.All(socket => socket.Id != client.Id), "gone");
    }
}
