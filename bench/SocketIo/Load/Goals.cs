namespace Matinee.SocketIo.Load;

/// <summary>The ratios to reach: our value over the other server's, at most. Null where nothing is set.</summary>
internal static class Goals
{
    public static double? ProcessorTime(string other, Regime regime, int room)
    {
        if (other == ServerKind.SocketIo.Name) return regime == Regime.Four ? 1 / 3.0 : 0.5;
        // In small rooms what an event costs besides its deliveries, reading and dispatching it, weighs too much.
        return other == ServerKind.Bare.Name && regime == Regime.One && room >= 100 ? 1.5 : null;
    }

    /// <summary>Of the 99th percentile.</summary>
    public static double? Latency(string other) => other == ServerKind.SocketIo.Name ? 1 : null;

    public static double? Memory(string other) => other == ServerKind.SocketIo.Name ? 1 : null;
}
