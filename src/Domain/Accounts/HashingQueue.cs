using System.Collections.Concurrent;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Accounts;

/// <summary>
/// Work that takes a core for a while, done by at most half of the cores. Who comes when too many wait is refused at once, so
/// that a flood costs neither threads nor memory.
/// </summary>
/// <param name="mostWaiting">Those at work included.</param>
/// <param name="mostWaitingOfOne">Of these, for one key, so that what floods one door leaves room at the others.</param>
internal sealed class HashingQueue(int mostWaiting, int mostWaitingOfOne)
{
    private readonly SemaphoreSlim slots = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly ConcurrentDictionary<string, int> waitingOf = new(StringComparer.Ordinal);
    private int waiting;

    /// <summary>Refused: Unavailable when the queue is full.</summary>
    public async Task<Outcome<T>> RunAsync<T>(string key, Func<T> work, CancellationToken ct)
    {
        var ofOne = waitingOf.AddOrUpdate(key, 1, (_, present) => present + 1);
        try
        {
            if (Interlocked.Increment(ref waiting) > mostWaiting || ofOne > mostWaitingOfOne)
                return new Refusal(RefusalKind.Unavailable, "The server is busy. Please try again in a moment.");
            await slots.WaitAsync(ct);
            try
            {
                return await Task.Run(work, CancellationToken.None);
            }
            finally
            {
                slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
            Leave(key);
        }
    }

    private void Leave(string key)
    {
        while (waitingOf.TryGetValue(key, out var present))
        {
            var left = present == 1
                ? waitingOf.TryRemove(KeyValuePair.Create(key, present))
                : waitingOf.TryUpdate(key, present - 1, present);
            if (left) return;
        }
    }
}
