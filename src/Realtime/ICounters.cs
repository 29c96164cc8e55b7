namespace Matinee.Realtime;

/// <summary>Fixed-window counters, shared by all nodes; what rate limits stand on.</summary>
public interface ICounters
{
    /// <summary>Adds one to the key's present window, which begins with the first count and lasts <paramref name="window"/>.</summary>
    ValueTask<CounterReading> AddAsync(string key, TimeSpan window);

    /// <summary>The key's present window without counting; null when nothing was counted in it.</summary>
    ValueTask<CounterReading?> ReadAsync(string key);
}

/// <param name="Count">How many were counted in this window, this one included.</param>
/// <param name="ResetsAt">When the window ends and counting begins anew.</param>
public readonly record struct CounterReading(long Count, DateTimeOffset ResetsAt);
