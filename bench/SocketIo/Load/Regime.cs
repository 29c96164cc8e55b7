namespace Matinee.SocketIo.Load;

/// <summary>How events follow each other.</summary>
internal enum Regime
{
    /// <summary>The next when all members have received the last.</summary>
    One,

    /// <summary>Four back to back; the next four when all members have received all.</summary>
    Four,

    /// <summary>A rate that gives 20,000 deliveries a second, whatever the server does.</summary>
    Steady,
}

internal static class Regimes
{
    public const int MostInFlight = 4;
    public const int SteadyDeliveries = 20_000; // a second

    public static int InFlight(this Regime regime) => regime switch
    {
        Regime.One => 1,
        Regime.Four => MostInFlight,
        Regime.Steady => 0,
    };

    public static string Title(this Regime regime) => regime switch
    {
        Regime.One => "one in flight",
        Regime.Four => "four in flight",
        Regime.Steady => "20,000 deliveries/s",
    };
}
