using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Hostile;

/// <summary>A client that does not read costs a bounded amount of memory, then its place; nobody else notices.</summary>
[Collection(Alone.Name)]
public sealed class SlowReaderTests
{
    private const int QueueLimit = 256 * 1024;
    private static readonly SocketIoOptions Options = new() { MaxQueuedBytes = QueueLimit };
    private static readonly string Text = new('x', 20_000);

    // The kernel's buffers of one loopback connection (tcp_wmem and tcp_rmem end at 4 and 6 MiB), Kestrel's, and the queue:
    // more than that cannot be on its way to a client that does not read.
    private const int MostOnItsWay = 32 * 1024 * 1024;

    [Fact]
    public async Task Reader_that_stops_in_a_flooded_room_is_disconnected_and_the_others_get_everything()
    {
        var gone = new TaskCompletionSource<(string Id, DisconnectReason Reason)>();
        await using var host = await TestHost.WithSocketsAsync(
            socket =>
            {
                socket.Join("room");
                socket.OnDisconnect(reason =>
                {
                    gone.TrySetResult((socket.Id, reason));
                    return ValueTask.CompletedTask;
                });
            },
            Options);
        using var slow = await WireSocket.JoinAsync(host, receiveBuffer: 4096);
        using var quick = await host.JoinAsync();
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 2, "joined");

        var number = 0;
        for (; !gone.Task.IsCompleted && number < MostOnItsWay / Text.Length; number++)
        {
            host.Server.Of("/").To("room").Emit("tick", number, Text);
            Assert.StartsWith($"42[\"tick\",{number},", await quick.ReadAsync(), StringComparison.Ordinal);
        }

        var (id, reason) = await gone.WithinLimitAsync();
        Assert.Equal("transport error", reason.ToWire());
        Assert.NotEqual(quick.SocketId, id);
        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 1, "session removed");
        host.Server.Of("/").To("room").Emit("end");
        Assert.Equal("""42["end"]""", await quick.ReadAsync());
        Assert.True(await slow.EndsAsync());
    }

    [Fact]
    public async Task Readers_that_stop_hold_no_more_than_their_queues()
    {
        const int readers = 20;
        await using var host = await TestHost.WithSocketsAsync(socket => socket.Join("room"), Options);
        var slow = new List<WireSocket>();
        for (var i = 0; i < readers; i++)
            slow.Add(await WireSocket.JoinAsync(host, receiveBuffer: 4096));
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == readers, "joined");
        var before = Alone.LiveBytes();

        // Another text each time, so that the queues share nothing between events.
        var most = before;
        for (var sent = 0; sent < MostOnItsWay / Text.Length && host.Server.ConnectionCount > 0; sent++)
        {
            host.Server.Of("/").To("room").Emit("tick", sent, Text);
            if (sent % 50 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
        }

        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 0, "all are disconnected");
        // The queue, what Kestrel holds of a connection (its output pipe pauses at 64 KiB), and one event in the making.
        Assert.InRange(most - before, 0, readers * (QueueLimit + (128 * 1024)) + (1024 * 1024));
        slow.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public async Task Volatile_events_are_dropped_for_a_reader_that_stops_and_it_stays()
    {
        await using var host = await TestHost.WithSocketsAsync(socket => socket.Join("room"), Options);
        using var slow = await WireSocket.JoinAsync(host, receiveBuffer: 4096);
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 1, "joined");
        const int all = MostOnItsWay / 20_000;
        for (var number = 0; number < all; number++)
            host.Server.Of("/").To("room").Volatile.Emit("state", number, Text);
        host.Server.Of("/").To("room").Emit("end");

        // Read in order, with gaps, up to the event that may not be dropped.
        var (last, count) = (-1, 0);
        string packet;
        while ((packet = await slow.ReadTextAsync()) != """42["end"]""")
        {
            var number = int.Parse(packet.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(number, last + 1, all - 1);
            (last, count) = (number, count + 1);
        }

        Assert.InRange(count, 1, all - 1);
        Assert.Equal(1, host.Server.ConnectionCount);
    }

    [Fact]
    public async Task Polling_client_that_stops_is_disconnected_and_holds_no_more_than_its_queue()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason), Options);
        var slow = await host.OpenPollingAsync();
        await slow.JoinAsync();
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 1, "joined");
        var sent = 0;
        for (; !reason.Task.IsCompleted && sent < 100; sent++)
        {
            host.Server.Of("/").Emit("tick", sent, Text);
            if (host.Server.ConnectionCount == 0)
                await reason.WithinLimitAsync();
        }

        Assert.Equal("transport error", (await reason.WithinLimitAsync()).ToWire());
        Assert.InRange(sent, 1, (QueueLimit / Text.Length) + 1);
        Assert.Equal(400, (await slow.PollAsync()).Status);
    }
}
