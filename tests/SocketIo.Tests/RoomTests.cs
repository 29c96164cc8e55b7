using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class RoomTests
{
    [Fact]
    public async Task Room_reaches_its_members_only()
    {
        await using var host = await StartAsync();
        using var ana = await JoinAsync(host, "red");
        using var ben = await JoinAsync(host, "red");
        using var cleo = await JoinAsync(host, "blue");
        var all = host.Server.Of("/");
        all.To("red").Emit("to-red");
        all.To("red").To("blue").Emit("to-both");
        all.Except("blue").Emit("not-blue");
        all.To("nobody").Emit("never");
        all.Emit("to-all");
        string[] red = ["to-red", "to-both", "not-blue", "to-all"];
        await ExpectAsync(ana, red);
        await ExpectAsync(ben, red);
        await ExpectAsync(cleo, "to-both", "to-all");
    }

    [Fact]
    public async Task Sender_is_left_out_of_its_own_broadcast()
    {
        await using var host = await StartAsync();
        using var ana = await JoinAsync(host, "red");
        using var ben = await JoinAsync(host, "red");
        using var cleo = await JoinAsync(host, "blue");
        var sender = Find(host, ana);
        sender.Broadcast.Emit("others");
        sender.To("red").Emit("room");
        sender.Broadcast.Except(ben.SocketId).Emit("not-ben");
        host.Server.Of("/").To(ana.SocketId).Emit("private");
        host.Server.Of("/").Emit("end");
        await ExpectAsync(ana, "private", "end");
        await ExpectAsync(ben, "others", "room", "end");
        await ExpectAsync(cleo, "others", "not-ben", "end");
    }

    [Fact]
    public async Task Member_of_several_named_rooms_gets_one_copy()
    {
        await using var host = await StartAsync();
        using var ana = await JoinAsync(host, "red", "blue");
        host.Server.Of("/").To("red").To("blue").To(ana.SocketId).Emit("once");
        host.Server.Of("/").Emit("end");
        await ExpectAsync(ana, "once", "end");
    }

    [Fact]
    public async Task Rooms_can_be_left_and_end_with_the_socket()
    {
        await using var host = await StartAsync();
        using var ana = await JoinAsync(host, "red", "blue");
        var socket = Find(host, ana);
        Assert.Equivalent(new[] { ana.SocketId, "blue", "red" }, socket.Rooms, strict: true);
        socket.Leave("red");
        host.Server.Of("/").To("red").Emit("never");
        host.Server.Of("/").To("blue").SocketsLeave("blue");
        host.Server.Of("/").To("blue").Emit("never");
        socket.Emit("end");
        await ExpectAsync(ana, "end");
        ana.Vanish();
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 0, "gone");
        socket.Join("late");
        Assert.Equal([ana.SocketId], socket.Rooms);
        Assert.False(socket.Connected);
    }

    [Fact]
    public async Task Room_joined_in_middleware_counts_from_the_connection_on()
    {
        await using var host = await TestHost.StartAsync(configure: server => server.Of("/").Use((socket, _) =>
        {
            socket.Join("red");
            server.Of("/").To("red").Emit("too-early");
            return ValueTask.FromResult<ConnectError?>(null);
        }));
        using var ana = await host.JoinAsync();
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 1, "joined");
        host.Server.Of("/").To("red").Emit("now");
        await ExpectAsync(ana, "now");
    }

    [Fact]
    public async Task Room_can_be_disconnected()
    {
        await using var host = await StartAsync();
        using var ana = await JoinAsync(host, "red");
        using var ben = await JoinAsync(host, "blue");
        host.Server.Of("/").To("red").DisconnectSockets();
        Assert.Equal("41", await ana.ReadAsync());
        host.Server.Of("/").Emit("end");
        await ExpectAsync(ben, "end");
    }

    [Fact]
    public async Task Volatile_events_are_not_kept_for_a_client_between_two_polls()
    {
        await using var host = await StartAsync();
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        await client.PostAsync("""421["join"]""");
        Assert.Equal("431[]", (await client.PollAsync()).Body);
        host.Server.Of("/").To("nobody").Volatile.Emit("dropped");
        host.Server.Of("/").Except("nobody").Volatile.Emit("dropped");
        host.Server.Of("/").Emit("kept");
        Assert.Equal("""42["kept"]""", (await client.PollAsync()).Body);
    }

    [Fact]
    public async Task Volatile_events_reach_a_web_socket_that_keeps_up()
    {
        await using var host = await StartAsync();
        using var ana = await JoinAsync(host, "red");
        host.Server.Of("/").To("red").Volatile.Emit("tick");
        await ExpectAsync(ana, "tick");
    }

    private static Task<TestHost> StartAsync() => TestHost.WithSocketsAsync(socket => socket.On("join", e =>
    {
        foreach (var room in e.Args)
            socket.Join(room.GetString() ?? "");
        e.Ack();
        return ValueTask.CompletedTask;
    }));

    private static async Task<RawWebSocket> JoinAsync(TestHost host, params string[] rooms)
    {
        var client = await host.JoinAsync();
        await client.SendAsync($"421[{string.Join(',', rooms.Prepend("join").Select(r => $"\"{r}\""))}]");
        Assert.Equal("431[]", await client.ReadAsync());
        return client;
    }

    private static async Task ExpectAsync(RawWebSocket client, params string[] events)
    {
        foreach (var name in events)
            Assert.Equal($"42[\"{name}\"]", await client.ReadAsync());
    }

    private static SocketIoSocket Find(TestHost host, RawWebSocket client) =>
        host.Server.Of("/").Sockets.Single(s => s.Id == client.SocketId);
}
