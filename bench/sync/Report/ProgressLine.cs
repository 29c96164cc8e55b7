using System.Globalization;
using Matinee.Bench.Sync.Measuring;

namespace Matinee.Bench.Sync.Report;

/// <summary>A run on one line, for whoever waits.</summary>
internal static class ProgressLine
{
    public static string Of(RunResult run) => string.Create(
        CultureInfo.InvariantCulture,
        $"{run.Key.Scenario,-12} {run.Key.Policy} {run.Key.Seed,3}  skew p50 {run.Skew.P50,6:F1} p95 {run.Skew.P95,6:F1} p99 {run.Skew.P99,6:F1} max {run.Skew.Max,7:F1}  "
        + $"abs p95 {run.Absolute.P95,6:F1}  together {run.TogetherAfterAct,6:F0}/{run.TogetherAfterData,5:F0} ms  seeks {run.SeeksSinceAct}/{run.SeeksInWindow}  "
        + $"rates {run.RateChanges,2} (±{run.MostRateOff:P1})  dropped {run.Dropped:P1}  pause {(run.SamePause ? "same" : "DIFFERS")}  "
        + $"seen {run.Coverage:P0}  busy {run.Busy:P0}  clock ±{run.ClockResidual:F2}  proxy +{run.ProxyLate:F2}{(run.Repeats > 0 ? $"  repeated {run.Repeats}" : "")}");
}
