namespace Matinee.Doors.Shared;

/// <summary>How many requests a window takes; configuration <c>Matinee:RateLimits:&lt;Policy&gt;</c>. The windows are the documents' own.</summary>
public sealed record RateLimitOptions
{
    /// <summary>A minute and an address, over all doors together.</summary>
    public int Auth { get; init; } = 5;

    /// <summary>A minute and a user.</summary>
    public int Search { get; init; } = 100;

    /// <summary>A minute and a login.</summary>
    public int Streaming { get; init; } = 10;

    /// <summary>A minute and a user.</summary>
    public int Payment { get; init; } = 10;

    /// <summary>A minute and a party.</summary>
    public int Party { get; init; } = 50;

    /// <summary>An hour and a user; without a token, an address.</summary>
    public int General { get; init; } = 1000;

    /// <summary>An hour and an address.</summary>
    public int SessionCreate { get; init; } = 5;

    /// <summary>A minute and an address.</summary>
    public int SessionJoin { get; init; } = 10;

    /// <summary>A minute and a member.</summary>
    public int SessionMessages { get; init; } = 100;

    /// <summary>A minute and a member.</summary>
    public int SessionCandidates { get; init; } = 600;

    internal int Of(RateLimit limit) => limit switch
    {
        RateLimit.Auth => Auth,
        RateLimit.Search => Search,
        RateLimit.Streaming => Streaming,
        RateLimit.Payment => Payment,
        RateLimit.Party => Party,
        RateLimit.General => General,
        RateLimit.SessionCreate => SessionCreate,
        RateLimit.SessionJoin => SessionJoin,
        RateLimit.SessionMessages => SessionMessages,
        RateLimit.SessionCandidates => SessionCandidates,
    };
}

internal enum RateLimit
{
    Auth,
    Search,
    Streaming,
    Payment,
    Party,
    General,
    SessionCreate,
    SessionJoin,
    SessionMessages,
    SessionCandidates,
}
