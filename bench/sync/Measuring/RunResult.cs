namespace Matinee.Bench.Sync.Measuring;

/// <summary>Which run: the same key is the same run, measured again.</summary>
internal sealed record RunKey(string Scenario, string Policy, int Seed);

/// <summary>What one run measured. Times and distances are milliseconds; NaN where a thing could not be measured.</summary>
internal sealed record RunResult
{
    public required RunKey Key { get; init; }

    /// <summary>The largest distance between any two films at each moment of the window, whether they ran or not.</summary>
    public required Spread Skew { get; init; }

    /// <summary>From the act until all run within 20 ms of each other, for a second at least.</summary>
    public required double TogetherAfterAct { get; init; }

    /// <summary>The same from when the last of them had data.</summary>
    public required double TogetherAfterData { get; init; }

    /// <summary>Of all viewers, from the act (or the start) to the end of the window.</summary>
    public required int SeeksSinceAct { get; init; }

    /// <summary>Of all viewers, in the window.</summary>
    public required int SeeksInWindow { get; init; }

    public required int RateChanges { get; init; }

    /// <summary>The largest departure from the room's speed in the window, a share of it.</summary>
    public required double MostRateOff { get; init; }

    /// <summary>Share of the window's frames that were not shown, of the viewer with the most.</summary>
    public required double Dropped { get; init; }

    /// <summary>Whether all stood on the same position, frame and picture after the pause.</summary>
    public required bool SamePause { get; init; }

    /// <summary>Distance to the server's timeline, of the viewer who is furthest from it.</summary>
    public required Spread Absolute { get; init; }

    /// <summary>Share of the window in which all films were observed, 0 to 1.</summary>
    public required double Coverage { get; init; }

    /// <summary>Share of the processor time that was used in the window, by whatever.</summary>
    public required double Busy { get; init; }

    /// <summary>By how much the clocks' calibrations before and after disagree, the worst.</summary>
    public required double ClockResidual { get; init; }

    /// <summary>What the proxies added to the delays in the window, at most, for 99 of 100 pieces.</summary>
    public required double ProxyLate { get; init; }

    /// <summary>Measurements of this run that were thrown away because the browsers were not scheduled.</summary>
    public required int Repeats { get; init; }

    /// <summary>Signed skew (second viewer ahead of the first), or the largest distance of more than two; time zero is the act.</summary>
    public required IReadOnlyList<SkewPoint> Course { get; init; }
}

internal readonly record struct SkewPoint(double Seconds, double SkewMs);
