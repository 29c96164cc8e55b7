using System.Net;

namespace Matinee.Domain.Library;

/// <summary>How films are fetched from addresses that users name. No setting reaches this: it is for the program, and its tests.</summary>
public sealed record FetchOptions
{
    /// <summary>Answers every address of a name.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    public IReadOnlyList<int> Ports { get; init; } = [80, 443];

    /// <summary>A port of this machine that may be fetched from all the same; null for none.</summary>
    public int? LoopbackPort { get; init; }

    public int MostRedirects { get; init; } = 5;

    /// <summary>For the whole film.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Without a byte; also until an answer begins.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(31);

    /// <summary>Bytes a second that a sender brings at least, over each <see cref="RateWindow"/>.</summary>
    public int SlowestRate { get; init; } = 16 << 10;

    /// <summary>Of waiting for the sender; the time that our disk takes is not counted.</summary>
    public TimeSpan RateWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Before a film is tried again, times the number of tries.</summary>
    public TimeSpan AfterFailure { get; init; } = TimeSpan.FromSeconds(19);

    /// <summary>Between two looks for work that nobody rang for.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks for a film that its owner is still sending to the bucket.</summary>
    public TimeSpan BucketLook { get; init; } = TimeSpan.FromSeconds(3);
}
