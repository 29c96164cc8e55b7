namespace Matinee.Domain.Kernel;

/// <summary>Why a use case did not do what was asked.</summary>
/// <param name="Kind">What every door maps to its own status and code.</param>
/// <param name="Message">A sentence that a person understands; it holds no secrets.</param>
/// <param name="Fields">Which inputs are at fault, when any are.</param>
public sealed record Refusal(RefusalKind Kind, string Message, IReadOnlyList<FieldFault>? Fields = null)
{
    public static Refusal Invalid(string field, string message) =>
        new(RefusalKind.Invalid, message, [new FieldFault(field, message)]);

    public static Refusal Invalid(IReadOnlyList<FieldFault> faults) =>
        new(RefusalKind.Invalid, faults.Count > 0 ? faults[0].Message : "Invalid input.", faults);

    public static Refusal NotFound(string what) => new(RefusalKind.NotFound, $"{what} was not found.");
}

/// <summary>One input that is wrong.</summary>
/// <param name="Field">The domain's camelCase name of the input; a door translates it to its own spelling.</param>
/// <param name="Code">A stable upper-case word, such as <c>REQUIRED_FIELD</c>.</param>
public sealed record FieldFault(string Field, string Message, string Code = "INVALID_VALUE");

/// <summary>
/// The closed list of reasons. Every door maps it with a switch that has no default arm, so that a new member makes the
/// compiler visit all doors.
/// </summary>
public enum RefusalKind
{
    /// <summary>Well-formed input with an invalid value.</summary>
    Invalid,

    /// <summary>No or bad credentials.</summary>
    Unauthenticated,

    /// <summary>Known caller without the right.</summary>
    Forbidden,

    /// <summary>Does not exist, or the caller may not know that it does.</summary>
    NotFound,

    /// <summary>Contradicts the present state (e-mail taken, party already started).</summary>
    Conflict,

    /// <summary>The party has no free seat.</summary>
    PartyFull,

    /// <summary>The party is over.</summary>
    PartyEnded,

    /// <summary>Only the host (or a moderator, where allowed) may do this.</summary>
    NotHost,

    /// <summary>The caller holds no seat in the party.</summary>
    NotMember,

    /// <summary>The caller was removed from the party.</summary>
    Kicked,

    /// <summary>Too many requests in the window.</summary>
    RateLimited,

    /// <summary>Larger than this server takes.</summary>
    TooLarge,

    /// <summary>A part that this needs is not available now (disk, ffmpeg, Redis).</summary>
    Unavailable,
}
