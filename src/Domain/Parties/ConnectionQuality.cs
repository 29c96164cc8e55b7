namespace Matinee.Domain.Parties;

/// <summary>Classes of connection by round-trip time.</summary>
public enum ConnectionClass
{
    Good,
    Fair,
    Poor,
}

public static class ConnectionQuality
{
    private static readonly TimeSpan GoodBelow = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan FairBelow = TimeSpan.FromMilliseconds(400);

    /// <summary>Null before the first measurement.</summary>
    public static ConnectionClass? Of(TimeSpan? roundTrip) => roundTrip switch
    {
        null => null,
        { } time when time < GoodBelow => ConnectionClass.Good,
        { } time when time < FairBelow => ConnectionClass.Fair,
        _ => ConnectionClass.Poor,
    };
}
