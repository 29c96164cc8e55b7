using System.Collections.Concurrent;
using System.Text;
using Matinee.Realtime.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.Realtime.Tests;

/// <summary>Whoever listens while Redis or the way to it is gone is told that messages may have been lost, and then hears again.</summary>
public sealed class RedisGapTests : OwnRedisCase
{
    [Fact]
    public async Task A_subscription_that_was_cut_off_hears_of_the_gap_and_then_of_new_messages()
    {
        var heard = new ConcurrentQueue<string>();
        await using var subscription = await ListenAsync(Backplane, "film", heard);
        await Server.KillAsync();
        await Backplane.PublishAsync("film", "lost"u8.ToArray());
        await Server.StartAsync();
        await Eventually.BecomesTrueAsync(() => heard.Contains("gap"), "the gap");

        await Backplane.PublishAsync("film", "new"u8.ToArray());
        await Eventually.BecomesTrueAsync(() => heard.Contains("new"), "the message after it");

        Assert.DoesNotContain("lost", heard);
        Assert.Equal("new", heard.Last());
    }

    [Fact]
    public async Task A_subscription_whose_connection_alone_breaks_hears_of_the_gap()
    {
        var heard = new ConcurrentQueue<string>();
        await using var subscription = await ListenAsync(Backplane, "film", heard);

        await Server.SendAsync("CLIENT KILL TYPE pubsub");

        await Eventually.BecomesTrueAsync(() => heard.Contains("gap"), "the gap");
        await Backplane.PublishAsync("film", "new"u8.ToArray());
        await Eventually.BecomesTrueAsync(() => heard.Contains("new"), "the message after it");
    }

    [Fact]
    public async Task A_message_that_could_not_be_sent_is_a_gap_on_the_nodes_that_were_never_cut_off()
    {
        await using var relay = await TcpRelay.StartAsync(Server.Port);
        await using var cutOff = TestRedis.Connect($"127.0.0.1:{relay.Port}", "matinee:");
        await using var sender = new RedisBackplane(cutOff, NullLogger<RedisBackplane>.Instance);
        await Eventually.BecomesTrueAsync(() => cutOff.IsUp, "the first answer");
        var heard = new ConcurrentQueue<string>();
        var other = new ConcurrentQueue<string>();
        await using var subscription = await ListenAsync(Backplane, "film", heard);
        await using var unconcerned = await ListenAsync(Backplane, "other", other);
        relay.Cut();
        await Eventually.BecomesTrueAsync(() => !cutOff.IsUp, "the sender is cut off");

        await sender.PublishAsync("film", "lost"u8.ToArray());
        relay.Mend();
        await Eventually.BecomesTrueAsync(() => heard.Contains("gap"), "the gap");

        Assert.DoesNotContain("gap", other);
    }

    [Fact]
    public async Task A_subscription_made_while_Redis_is_away_hears_of_the_gap_when_it_is_back()
    {
        await Server.KillAsync();
        await Eventually.BecomesTrueAsync(() => !Redis.IsUp, "the outage is noticed");
        var heard = new ConcurrentQueue<string>();
        await using var subscription = await ListenAsync(Backplane, "film", heard);
        await Server.StartAsync();
        await Eventually.BecomesTrueAsync(() => heard.Contains("gap"), "the gap");

        await Backplane.PublishAsync("film", "new"u8.ToArray());
        await Eventually.BecomesTrueAsync(() => heard.Contains("new"), "the message after it");
    }

    [Fact]
    public async Task A_connection_that_stays_silent_is_made_anew()
    {
        await using var relay = await TcpRelay.StartAsync(Server.Port);
        await using var silent = TestRedis.Connect($"127.0.0.1:{relay.Port}", "matinee:");
        await using var listener = new RedisBackplane(silent, NullLogger<RedisBackplane>.Instance);
        await Eventually.BecomesTrueAsync(() => silent.IsUp, "the first answer");
        var heard = new ConcurrentQueue<string>();
        await using var subscription = await ListenAsync(listener, "film", heard);

        relay.Freeze();
        await Eventually.BecomesTrueAsync(() => !silent.IsUp, "the silence is noticed");
        await Eventually.BecomesTrueAsync(() => silent.IsUp, "a new connection");
        await Eventually.BecomesTrueAsync(() => heard.Contains("gap"), "the gap");
        await Backplane.PublishAsync("film", "new"u8.ToArray());
        await Eventually.BecomesTrueAsync(() => heard.Contains("new"), "the message after it");
    }

    private static ValueTask<IAsyncDisposable> ListenAsync(IBackplane on, string topic, ConcurrentQueue<string> heard) => on.SubscribeAsync(
        topic,
        message =>
        {
            heard.Enqueue(Encoding.UTF8.GetString(message.Span));
            return ValueTask.CompletedTask;
        },
        () =>
        {
            heard.Enqueue("gap");
            return ValueTask.CompletedTask;
        });
}
