using System.Collections.Concurrent;

namespace Matinee.Realtime.Tests;

/// <summary>What every set of timers keeps to.</summary>
public abstract class TimersSpecification
{
    private readonly ConcurrentQueue<string> fired = new();

    internal ManualClock Time { get; } = new();

    internal abstract ITimers Timers { get; }

    /// <summary>Moves the clock; what fell due on the way has fired when this completes.</summary>
    protected abstract Task PassAsync(TimeSpan span);

    [Fact]
    public async Task A_timer_fires_when_it_is_due_and_not_before()
    {
        await ScheduleAsync("hold", "ana", seconds: 15);

        await PassAsync(TimeSpan.FromSeconds(14));
        Assert.Empty(fired);
        await PassAsync(TimeSpan.FromSeconds(1.1));

        Assert.Equal(["hold ana"], fired);
    }

    [Fact]
    public async Task A_timer_fires_once()
    {
        await ScheduleAsync("hold", "ana", seconds: 1);

        await PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(["hold ana"], fired);
    }

    [Fact]
    public async Task Timers_fire_in_the_order_of_their_due_times()
    {
        await ScheduleAsync("hold", "late", seconds: 20);
        await ScheduleAsync("hold", "early", seconds: 10);

        await PassAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["hold early", "hold late"], fired);
    }

    [Fact]
    public async Task A_timer_that_is_put_off_again_and_again_fires_once_at_its_last_due_time()
    {
        for (var i = 0; i < 1000; i++) await ScheduleAsync("hold", "ana", seconds: 100 + i);
        await ScheduleAsync("hold", "ben", seconds: 50);

        await PassAsync(TimeSpan.FromSeconds(1098));
        Assert.Equal(["hold ben"], fired);
        await PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(["hold ben", "hold ana"], fired);
    }

    [Fact]
    public async Task Scheduling_again_replaces_the_due_time_with_a_later_one()
    {
        await ScheduleAsync("hold", "ana", seconds: 10);
        await ScheduleAsync("hold", "ana", seconds: 20);

        await PassAsync(TimeSpan.FromSeconds(11));
        Assert.Empty(fired);
        await PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["hold ana"], fired);
    }

    [Fact]
    public async Task Scheduling_again_replaces_the_due_time_with_an_earlier_one()
    {
        await ScheduleAsync("hold", "ana", seconds: 20);
        await ScheduleAsync("hold", "ana", seconds: 5);

        await PassAsync(TimeSpan.FromSeconds(6));

        Assert.Equal(["hold ana"], fired);
    }

    [Fact]
    public async Task A_cancelled_timer_does_not_fire()
    {
        await ScheduleAsync("hold", "ana", seconds: 5);
        await Timers.CancelAsync("hold", "ana");

        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.Empty(fired);
    }

    [Fact]
    public async Task A_timer_cancelled_and_scheduled_for_the_same_time_fires_once()
    {
        await ScheduleAsync("hold", "ana", seconds: 5);
        await Timers.CancelAsync("hold", "ana");
        await ScheduleAsync("hold", "ana", seconds: 5);

        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["hold ana"], fired);
    }

    [Fact]
    public async Task Kinds_and_keys_are_apart()
    {
        await ScheduleAsync("hold", "ana", seconds: 5);
        await ScheduleAsync("grace", "ana", seconds: 6);
        await ScheduleAsync("hold", "ben", seconds: 7);
        await Timers.CancelAsync("hold", "ana");

        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["grace ana", "hold ben"], fired);
    }

    [Fact]
    public async Task A_due_time_in_the_past_fires_at_once()
    {
        await ScheduleAsync("hold", "ana", seconds: -60);

        await PassAsync(TimeSpan.FromMilliseconds(10));

        Assert.Equal(["hold ana"], fired);
    }

    [Fact]
    public async Task A_due_time_months_ahead_is_kept()
    {
        await ScheduleAsync("start", "ana", seconds: 90 * 24 * 3600);

        await PassAsync(TimeSpan.FromDays(89));
        Assert.Empty(fired);
        await PassAsync(TimeSpan.FromDays(2));

        Assert.Equal(["start ana"], fired);
    }

    [Fact]
    public async Task A_handler_that_throws_does_not_stop_the_others()
    {
        Timers.Handle("bad", _ => throw new InvalidOperationException("bad"));
        await Timers.ScheduleAsync("bad", "ana", Time.GetUtcNow() + TimeSpan.FromSeconds(1));
        await ScheduleAsync("hold", "ana", seconds: 2);

        await PassAsync(TimeSpan.FromSeconds(3));

        Assert.Equal(["hold ana"], fired);
    }

    [Fact]
    public async Task A_handler_may_schedule_itself_again()
    {
        Timers.Handle("tick", async key =>
        {
            fired.Enqueue(key);
            await Timers.ScheduleAsync("tick", key, Time.GetUtcNow() + TimeSpan.FromSeconds(10));
        });
        await Timers.ScheduleAsync("tick", "ana", Time.GetUtcNow() + TimeSpan.FromSeconds(10));

        await PassAsync(TimeSpan.FromSeconds(35));

        Assert.Equal(["ana", "ana", "ana"], fired);
    }

    private async Task ScheduleAsync(string kind, string key, double seconds)
    {
        Timers.Handle(kind, fell =>
        {
            fired.Enqueue($"{kind} {fell}");
            return Task.CompletedTask;
        });
        await Timers.ScheduleAsync(kind, key, Time.GetUtcNow() + TimeSpan.FromSeconds(seconds));
    }
}
