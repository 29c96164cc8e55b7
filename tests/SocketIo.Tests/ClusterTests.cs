using System.Collections.Concurrent;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

/// <summary>Two servers on one backplane.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private readonly Backplane _backplane = new();
    private TestHost _one = null!;
    private TestHost _other = null!;

    public async ValueTask InitializeAsync() => (_one, _other) = (await StartAsync(), await StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Broadcast_reaches_the_members_of_a_room_on_all_nodes_once()
    {
        using var ana = await _one.JoinAsync();
        using var ben = await _other.JoinAsync();
        _one.Server.To("red").Emit("news", "one", new byte[] { 1, 2 });
        _other.Server.To("blue").Emit("news", "not here");
        _other.Server.To("red").Emit("news", "two");
        foreach (var client in new[] { ana, ben })
        {
            Assert.Equal("""451-["news","one",{"_placeholder":true,"num":0}]""", await client.ReadAsync());
            Assert.Equal([1, 2], await client.ReadBinaryAsync());
            Assert.Equal("""42["news","two"]""", await client.ReadAsync());
        }
    }

    [Fact]
    public async Task Exceptions_hold_on_all_nodes()
    {
        using var ana = await _one.JoinAsync();
        using var ben = await _other.JoinAsync();
        _one.Server.Except(ben.SocketId).Emit("news", "not for Ben");
        _one.Server.Of().Sockets.Single().Broadcast.Emit("news", "not for Ana");
        Assert.Equal("""42["news","not for Ana"]""", await ben.ReadAsync());
        Assert.Equal("""42["news","not for Ben"]""", await ana.ReadAsync());
    }

    [Fact]
    public async Task Local_broadcasts_stay_on_their_node()
    {
        using var ana = await _one.JoinAsync();
        using var ben = await _other.JoinAsync();
        _one.Server.To("red").Local.Emit("news", "here");
        _one.Server.To("red").Emit("news", "everywhere");
        Assert.Equal("""42["news","here"]""", await ana.ReadAsync());
        Assert.Equal("""42["news","everywhere"]""", await ben.ReadAsync());
    }

    [Fact]
    public async Task Rooms_are_changed_on_all_nodes()
    {
        using var ana = await _one.JoinAsync();
        using var ben = await _other.JoinAsync();
        _one.Server.To("red").SocketsJoin("blue");
        Assert.Contains("blue", _other.Server.Of().Sockets.Single().Rooms);
        _one.Server.To("blue").SocketsLeave("red");
        Assert.DoesNotContain("red", _other.Server.Of().Sockets.Single().Rooms);
        _one.Server.To("blue").DisconnectSockets();
        Assert.Equal("41", await ana.ReadAsync());
        Assert.Equal("41", await ben.ReadAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task Nonsense_on_the_channel_harms_nobody(string message)
    {
        using var ana = await _one.JoinAsync();
        await _backplane.PublishAsync("socket.io/", System.Text.Encoding.UTF8.GetBytes(message));
        _other.Server.Emit("news", "still here");
        Assert.Equal("""42["news","still here"]""", await ana.ReadAsync());
    }

    private Task<TestHost> StartAsync() => TestHost.WithSocketsAsync(
        socket => socket.Join("red"), new SocketIoOptions { Backplane = _backplane });

    /// <summary>Delivers at once, to the publisher as well.</summary>
    private sealed class Backplane : ISocketIoBackplane
    {
        private readonly ConcurrentDictionary<object, (string Channel, Func<ReadOnlyMemory<byte>, ValueTask> Handler)> _subscriptions = new();

        public async ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message)
        {
            foreach (var subscription in _subscriptions.Values.Where(one => one.Channel == channel))
                await subscription.Handler(message);
        }

        public ValueTask<IAsyncDisposable> SubscribeAsync(string channel, Func<ReadOnlyMemory<byte>, ValueTask> handler)
        {
            var subscription = new Subscription(_subscriptions);
            _subscriptions[subscription] = (channel, handler);
            return ValueTask.FromResult<IAsyncDisposable>(subscription);
        }

        private sealed class Subscription(ConcurrentDictionary<object, (string Channel, Func<ReadOnlyMemory<byte>, ValueTask> Handler)> all)
            : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                all.TryRemove(this, out _);
                return ValueTask.CompletedTask;
            }
        }
    }
}
