namespace Matinee.Bench.Sync;

/// <summary>Waits for a condition instead of for a time.</summary>
internal static class Until
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <exception cref="TimeoutException">The condition did not come true within the limit.</exception>
    public static async Task TrueAsync(string what, TimeSpan limit, Func<Task<bool>> condition)
    {
        var end = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(end) > limit) throw new TimeoutException($"Waited {limit.TotalSeconds} s for: {what}");
            await Task.Delay(Pause);
        }
    }

    public static Task TrueAsync(string what, Func<Task<bool>> condition) => TrueAsync(what, Limit, condition);

    public static Task AllAsync<T>(string what, IEnumerable<T> all, Func<T, Task<bool>> condition) =>
        Task.WhenAll(all.Select(one => TrueAsync(what, () => condition(one))));
}
