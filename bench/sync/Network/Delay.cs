namespace Matinee.Bench.Sync.Network;

internal enum Jitter
{
    /// <summary>Evenly between the least and the least plus twice the jitter.</summary>
    Uniform,

    /// <summary>The least, plus exponentially distributed with the jitter as its mean.</summary>
    Exponential,
}

/// <summary>What a packet needs for one way, in milliseconds.</summary>
internal sealed record Delay(double LeastMs, double JitterMs, Jitter Kind)
{
    public double MeanMs => LeastMs + JitterMs;

    public static Delay Around(double middle, double spread) => new(middle - spread, spread, Jitter.Uniform);

    public static Delay Exponential(double least, double mean) => new(least, mean, Jitter.Exponential);

    public double Draw(Random random) => Kind switch
    {
        Jitter.Uniform => LeastMs + (2 * JitterMs * random.NextDouble()),
        Jitter.Exponential => LeastMs - (JitterMs * Math.Log(1 - random.NextDouble())),
    };
}

/// <summary>The way between one viewer and the server.</summary>
internal sealed record NetworkPath(string Name, Delay Up, Delay Down)
{
    /// <summary>Share of packets that are lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>At most so fast does the film arrive; null for as fast as the machine can.</summary>
    public double? FilmBytesPerSecond { get; init; }

    /// <summary>How long everything behind a lost packet waits, as TCP would have it: its least retransmission time-out, or more on a long way.</summary>
    public double RetransmissionMs => Math.Max(200, Up.MeanMs + Down.MeanMs + (4 * (Up.JitterMs + Down.JitterMs)));

    public static NetworkPath Lan { get; } = Both("LAN", Delay.Around(1, 0.5));

    public static NetworkPath WanNear { get; } = Both("10 + exp 3", Delay.Exponential(10, 3));

    public static NetworkPath WanFar { get; } = Both("60 + exp 20", Delay.Exponential(60, 20));

    public static NetworkPath BadNear { get; } = Both("20 + exp 10", Delay.Exponential(20, 10));

    public static NetworkPath BadFar { get; } = Both("150 + exp 80", Delay.Exponential(150, 80));

    public static NetworkPath Asymmetric { get; } = new("20 up, 60 down", Delay.Around(20, 0.5), Delay.Around(60, 0.5));

    private static NetworkPath Both(string name, Delay delay) => new(name, delay, delay);
}
