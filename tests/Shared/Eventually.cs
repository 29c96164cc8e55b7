namespace Matinee.Tests.Shared;

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Fails with <paramref name="what"/> when the condition does not come true within the limit.</summary>
    public static async Task BecomesTrueAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"Waited {Limit.TotalSeconds} s for: {what}");
            await Task.Delay(10);
        }
    }

    public static Task<T> WithinLimitAsync<T>(this TaskCompletionSource<T> source) => source.Task.WaitAsync(Limit);

    public static Task BecomesTrueAsync(Func<bool> condition, string what) => BecomesTrueAsync(() => Task.FromResult(condition()), what);
}
