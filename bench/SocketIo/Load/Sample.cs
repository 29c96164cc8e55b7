namespace Matinee.SocketIo.Load;

/// <summary>What one window of one server showed.</summary>
internal sealed record Sample(int Round, string Server, Regime Regime, int RoomSize)
{
    /// <summary>Processor time of the server for a delivery, in microseconds.</summary>
    public required double Microseconds { get; init; }

    /// <summary>Deliveries a second.</summary>
    public required double Rate { get; init; }

    /// <summary>The share of its core that the generator used. Near 1 it is the generator that was measured.</summary>
    public required double Generator { get; init; }

    /// <summary>Median latency in milliseconds; only of the steady regime.</summary>
    public double? Median { get; init; }

    /// <summary>99th percentile in milliseconds; only of the steady regime.</summary>
    public double? Late { get; init; }
}

/// <summary>Growth of a server's resident memory for each of its idle connections.</summary>
internal sealed record MemorySample(int Round, string Server, int Connections, double Bytes);
