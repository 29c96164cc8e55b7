using System.Diagnostics;

namespace Matinee.Bench.Sync.Recording;

/// <summary>The clock that all measurements are brought to: milliseconds since 1970 as they were at start, carried on by the monotonic clock.</summary>
internal static class HarnessClock
{
    private static readonly long Start = Stopwatch.GetTimestamp();
    private static readonly double Anchor = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    public static double Now => At(Stopwatch.GetTimestamp());

    public static double At(long timestamp) => Anchor + ((timestamp - Start) * 1000d / Stopwatch.Frequency);

    public static async Task UntilAsync(double instant)
    {
        while (instant - Now is > 0 and var left) await Task.Delay(TimeSpan.FromMilliseconds(left));
    }
}
