namespace Matinee.SocketIo.Load;

/// <summary>The ratios to reach: the first server's value over the other's, at most.</summary>
internal static class Goals
{
    public const double Latency = 1;
    public const double Memory = 1;

    /// <summary>Processor time against another server; null where nothing is set.</summary>
    public static double? ProcessorTime(string other, Regime regime, int room)
    {
        if (other == ServerKind.SocketIo.Name) return regime == Regime.Four ? 1 / 3.0 : 0.5;
        // In small rooms what an event costs besides its deliveries, reading and dispatching it, weighs too much.
        return other == ServerKind.Bare.Name && regime == Regime.One && room >= 100 ? 1.5 : null;
    }
}
