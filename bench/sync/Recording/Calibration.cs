namespace Matinee.Bench.Sync.Recording;

/// <summary>By how much a clock is ahead of the harness's at one moment, and how far that can be from the truth: half the shortest round trip.</summary>
internal readonly record struct Calibration(double At, double Ahead, double Uncertainty)
{
    private const int Readings = 30;

    /// <summary>The reading with the shortest way there and back is the truest.</summary>
    public static async Task<Calibration> TakeAsync(Func<Task<double>> read)
    {
        var best = new Calibration(0, 0, double.MaxValue);
        for (var i = 0; i < Readings; i++)
        {
            var sent = HarnessClock.Now;
            var clock = await read();
            var half = (HarnessClock.Now - sent) / 2;
            if (half < best.Uncertainty) best = new Calibration(sent + half, clock - sent - half, half);
        }

        return best;
    }
}

/// <summary>A clock between two calibrations: ahead along a straight line.</summary>
internal readonly record struct ClockLine(Calibration Before, Calibration After)
{
    /// <summary>By how much the two calibrations disagree, ms: drift, or the error of either.</summary>
    public double Residual => Math.Abs(After.Ahead - Before.Ahead);

    public double Uncertainty => Math.Max(Before.Uncertainty, After.Uncertainty);

    /// <param name="reading">What the clock shows.</param>
    public double ToHarness(double reading)
    {
        var part = (reading - Before.Ahead - Before.At) / (After.At - Before.At);
        return reading - Before.Ahead - (part * (After.Ahead - Before.Ahead));
    }

    public double FromHarness(double at) =>
        at + Before.Ahead + ((at - Before.At) / (After.At - Before.At) * (After.Ahead - Before.Ahead));
}
