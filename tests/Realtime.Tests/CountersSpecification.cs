namespace Matinee.Realtime.Tests;

/// <summary>What every set of counters keeps to.</summary>
public abstract class CountersSpecification
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    internal ManualClock Time { get; } = new();

    internal abstract ICounters Counters { get; }

    [Fact]
    public async Task Counts_within_a_window_add_up()
    {
        await Counters.AddAsync("ana", Minute);
        await Counters.AddAsync("ana", Minute);

        Assert.Equal(3, (await Counters.AddAsync("ana", Minute)).Count);
    }

    [Fact]
    public async Task Keys_count_apart()
    {
        await Counters.AddAsync("ana", Minute);

        Assert.Equal(1, (await Counters.AddAsync("ben", Minute)).Count);
    }

    [Fact]
    public async Task A_window_ends_a_fixed_time_after_its_first_count()
    {
        var start = Time.GetUtcNow();
        await Counters.AddAsync("ana", Minute);
        Time.Advance(TimeSpan.FromSeconds(59));

        var late = await Counters.AddAsync("ana", Minute);

        Assert.Equal(new CounterReading(2, start + Minute), late);
    }

    [Fact]
    public async Task The_next_window_counts_from_one()
    {
        await Counters.AddAsync("ana", Minute);
        Time.Advance(Minute);

        var reading = await Counters.AddAsync("ana", Minute);

        Assert.Equal(new CounterReading(1, Time.GetUtcNow() + Minute), reading);
    }

    [Fact]
    public async Task Counts_of_many_at_once_are_not_lost()
    {
        var readings = await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => Task.Run(async () => await Counters.AddAsync("all", Minute))));

        Assert.Equal(Enumerable.Range(1, 2000).Select(number => (long)number), readings.Select(reading => reading.Count).Order());
    }

    [Fact]
    public async Task A_flood_of_other_keys_does_not_reset_a_window()
    {
        await Counters.AddAsync("ana", Minute);
        for (var stranger = 0; stranger < 5000; stranger++) await Counters.AddAsync($"stranger {stranger}", Minute);

        Assert.Equal(2, (await Counters.AddAsync("ana", Minute)).Count);
    }

    [Fact]
    public async Task Reading_does_not_count_and_a_window_that_ended_is_nothing()
    {
        Assert.Null(await Counters.ReadAsync("read"));
        var counted = await Counters.AddAsync("read", TimeSpan.FromMinutes(1));

        Assert.Equal(counted, await Counters.ReadAsync("read"));
        Assert.Equal(counted, await Counters.ReadAsync("read"));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await Counters.ReadAsync("read"));
    }
}
