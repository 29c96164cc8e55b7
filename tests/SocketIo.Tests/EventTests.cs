using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class EventTests
{
    [Theory]
    [InlineData("""["echo", 1 ,  "2",{ "b":1.50, "a":[true] } ]""", """["echo",1,"2",{ "b":1.50, "a":[true] }]""")]
    [InlineData("""["echo","\u00e9\ud83d\ude00","é😀",1e2]""", """["echo","\u00e9\ud83d\ude00","é😀",1e2]""")]
    [InlineData("""["echo","\ud800",{"a":1,"a":2}]""", """["echo","\ud800",{"a":1,"a":2}]""")]
    [InlineData("""["echo"]""", """["echo"]""")]
    public async Task Arguments_go_back_byte_for_byte(string sent, string expected)
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync("42" + sent);
        Assert.Equal("42" + expected, await client.ReadAsync());
    }

    [Fact]
    public async Task Values_are_written_in_camel_case_with_plain_emoji_and_raw_json_as_it_is()
    {
        await using var host = await TestHost.WithSocketsAsync(socket =>
            socket.Emit("hello", new { FirstName = "Zoë 😀 <b>" }, null, 5, new RawJson("[1, 2]"u8.ToArray())));
        using var client = await host.JoinAsync();
        Assert.Equal("""42["hello",{"firstName":"Zoë 😀 <b>"},null,5,[1, 2]]""", await client.ReadAsync());
    }

    [Fact]
    public async Task Events_of_a_socket_run_in_order_one_at_a_time()
    {
        var running = 0;
        await using var host = await TestHost.WithSocketsAsync(socket => socket.On("add", async e =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await Task.Yield();
            socket.Emit("added", e.Args[0]);
            Interlocked.Decrement(ref running);
        }));
        using var client = await host.JoinAsync();
        // More than may wait: the reader pauses and goes on.
        for (var i = 0; i < 500; i++)
            await client.SendAsync($"""42["add",{i}]""");
        for (var i = 0; i < 500; i++)
            Assert.Equal($"""42["added",{i}]""", await client.ReadAsync());
    }

    [Fact]
    public async Task Immediate_events_overtake_those_that_wait()
    {
        var release = new TaskCompletionSource<bool>();
        await using var host = await TestHost.WithSocketsAsync(socket =>
        {
            socket.On("slow", async e =>
            {
                await release.Task;
                e.Ack("slow");
            });
            socket.OnImmediate("clock", e => e.Ack(e.ReceivedTimestamp > 0));
        });
        using var client = await host.JoinAsync();
        await client.SendAsync("""421["slow"]""");
        await client.SendAsync("""422["slow"]""");
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 1, "joined");
        await client.SendAsync("""423["clock"]""");
        Assert.Equal("433[true]", await client.ReadAsync());
        release.SetResult(true);
        Assert.Equal("""431["slow"]""", await client.ReadAsync());
        Assert.Equal("""432["slow"]""", await client.ReadAsync());
    }

    [Fact]
    public async Task Connection_handler_ends_before_the_first_event()
    {
        var release = new TaskCompletionSource<bool>();
        await using var host = await TestHost.StartAsync(async socket =>
        {
            await release.Task;
            await Events.Echo(socket);
        });
        using var client = await host.JoinAsync();
        await client.SendAsync("""42["echo","early"]""");
        release.SetResult(true);
        Assert.Equal("""42["echo","early"]""", await client.ReadAsync());
    }

    [Fact]
    public async Task Exception_in_a_handler_does_not_end_the_connection()
    {
        await using var host = await TestHost.WithSocketsAsync(socket =>
        {
            socket.On("bad", e => throw new InvalidOperationException(e.Name));
            socket.OnImmediate("worse", e => throw new InvalidOperationException(e.Name));
            socket.OnAny(e =>
            {
                socket.Emit("any", e.Name);
                return ValueTask.CompletedTask;
            });
        });
        using var client = await host.JoinAsync();
        await client.SendAsync("""42["bad"]""");
        await client.SendAsync("""42["worse"]""");
        await client.SendAsync("""42["other"]""");
        Assert.Equal("""42["any","other"]""", await client.ReadAsync());
    }

    [Fact]
    public async Task Reserved_names_cannot_be_sent_or_handled()
    {
        await using var host = await TestHost.StartAsync();
        using var client = await host.JoinAsync();
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 1, "joined");
        var socket = host.Server.Of("/").Sockets.Single();
        Assert.Throws<ArgumentException>(() => socket.Emit("disconnect"));
        Assert.Throws<ArgumentException>(() => host.Server.Of("/").Emit("connect_error"));
        Assert.Throws<ArgumentException>(() => socket.On("connect", _ => ValueTask.CompletedTask));
    }

    [Fact]
    public async Task Arguments_are_read_with_a_default_for_what_is_missing()
    {
        var seen = new TaskCompletionSource<SocketIoArgs>();
        await using var host = await TestHost.WithSocketsAsync(socket => socket.OnImmediate("e", e => seen.TrySetResult(e.Args)));
        using var client = await host.JoinAsync();
        await client.SendAsync("""42["e",{"name":"x"},null,"\ud800"]""");
        var args = await seen.WithinLimitAsync();
        Assert.Equal(3, args.Count);
        Assert.Equal("x", args.Get<Named>(0)?.Name);
        Assert.Null(args.Get<string>(1));
        Assert.Equal(0, args.Get<int>(7));
        Assert.False(args.TryGet<int>(0, out _));
        Assert.False(args.TryGet<string>(2, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => args[3]);
    }

    private sealed record Named(string Name);
}
