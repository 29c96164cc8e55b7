using System.Collections.Concurrent;
using System.Text;

namespace Matinee.Realtime.Tests;

/// <summary>What every backplane keeps to.</summary>
public abstract class BackplaneSpecification
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    internal abstract IBackplane Backplane { get; }

    [Fact]
    public async Task A_message_reaches_every_subscription_of_its_topic()
    {
        var first = new Inbox();
        var second = new Inbox();
        await using var one = await Backplane.SubscribeAsync("film", first.Take);
        await using var two = await Backplane.SubscribeAsync("film", second.Take);

        await SendAsync("film", "play");

        Assert.Equal(["play"], await first.WaitForAsync(1));
        Assert.Equal(["play"], await second.WaitForAsync(1));
    }

    [Fact]
    public async Task A_message_stays_in_its_topic()
    {
        var other = new Inbox();
        await using var subscription = await Backplane.SubscribeAsync("other", other.Take);

        await SendAsync("film", "play");
        await SendAsync("other", "end");

        Assert.Equal(["end"], await other.WaitForAsync(1));
    }

    [Fact]
    public async Task Messages_arrive_in_the_order_of_publishing()
    {
        var inbox = new Inbox();
        await using var subscription = await Backplane.SubscribeAsync("film", inbox.Take);
        var sent = Enumerable.Range(0, 500).Select(number => number.ToString()).ToArray();

        foreach (var text in sent) await SendAsync("film", text);

        Assert.Equal(sent, await inbox.WaitForAsync(sent.Length));
    }

    [Fact]
    public async Task A_handler_has_one_message_at_a_time()
    {
        var running = 0;
        var most = 0;
        var inbox = new Inbox();
        await using var subscription = await Backplane.SubscribeAsync("film", async message =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            await inbox.Take(message);
        });

        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => SendAsync("film", number.ToString())));
        await inbox.WaitForAsync(50);

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_handler_that_throws_loses_that_message_only()
    {
        var inbox = new Inbox();
        await using var subscription = await Backplane.SubscribeAsync(
            "film",
            message => Encoding.UTF8.GetString(message.Span) == "bad" ? throw new InvalidOperationException("bad") : inbox.Take(message));

        await SendAsync("film", "bad");
        await SendAsync("film", "good");

        Assert.Equal(["good"], await inbox.WaitForAsync(1));
    }

    [Fact]
    public async Task A_slow_subscription_does_not_delay_another()
    {
        var never = new TaskCompletionSource();
        var inbox = new Inbox();
        await using var stuck = await Backplane.SubscribeAsync("film", _ => new ValueTask(never.Task));
        await using var quick = await Backplane.SubscribeAsync("film", inbox.Take);

        await SendAsync("film", "one");
        await SendAsync("film", "two");

        Assert.Equal(["one", "two"], await inbox.WaitForAsync(2));
        never.SetResult();
    }

    [Fact]
    public async Task After_disposal_nothing_that_waited_is_delivered()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var handled = new ConcurrentQueue<string>();
        var subscription = await Backplane.SubscribeAsync("film", async message =>
        {
            handled.Enqueue(Encoding.UTF8.GetString(message.Span));
            entered.TrySetResult();
            await release.Task;
        });
        var witness = new Inbox();
        await using var other = await Backplane.SubscribeAsync("film", witness.Take);
        await SendAsync("film", "first");
        await SendAsync("film", "second");
        await entered.Task.WaitAsync(Limit);

        await subscription.DisposeAsync();
        release.SetResult();
        await SendAsync("film", "third");
        await witness.WaitForAsync(3);

        Assert.Equal(["first"], handled);
    }

    private async Task SendAsync(string topic, string text) => await Backplane.PublishAsync(topic, Encoding.UTF8.GetBytes(text));

    private sealed class Inbox
    {
        private readonly ConcurrentQueue<string> messages = new();
        private readonly SemaphoreSlim arrived = new(0);

        public ValueTask Take(ReadOnlyMemory<byte> message)
        {
            messages.Enqueue(Encoding.UTF8.GetString(message.Span));
            arrived.Release();
            return ValueTask.CompletedTask;
        }

        public async Task<IReadOnlyList<string>> WaitForAsync(int count)
        {
            for (var got = 0; got < count; got++) Assert.True(await arrived.WaitAsync(Limit), $"message {got + 1} of {count} did not arrive");
            return [.. messages];
        }
    }
}
