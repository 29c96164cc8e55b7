using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Domain.Kernel;
using Matinee.Domain.Progress;
using Matinee.Doors.Shared;

namespace Matinee.Doors.ResumeProgress;

/// <summary>How this door speaks: camelCase without an envelope; errors are <c>{error}</c>, faulty bodies a ZodError beside it.</summary>
internal sealed class ResumeProgressWire : IDoor
{
    private ResumeProgressWire()
    {
    }

    public static JsonSerializerOptions Json { get; } = DoorJson.Options(JsonNamingPolicy.CamelCase);

    public static Task WriteAsync<T>(HttpContext context, T value) => DoorJson.WriteAsync(context, StatusCodes.Status200OK, value, Json);

    public static Task WriteIssuesAsync(HttpContext context, IReadOnlyList<ZodIssue> issues) =>
        DoorJson.WriteAsync(
            context, StatusCodes.Status400BadRequest, new InvalidWire("Validation failed", new ZodError(issues, "ZodError")), Json);

    public static Task WriteRefusalAsync(HttpContext context, Refusal refusal)
    {
        var status = refusal.Kind switch
        {
            RefusalKind.Invalid => StatusCodes.Status400BadRequest,
            RefusalKind.Unauthenticated => StatusCodes.Status401Unauthorized,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            RefusalKind.PartyFull => StatusCodes.Status409Conflict,
            RefusalKind.PartyEnded => StatusCodes.Status409Conflict,
            RefusalKind.NotHost => StatusCodes.Status403Forbidden,
            RefusalKind.NotMember => StatusCodes.Status403Forbidden,
            RefusalKind.Kicked => StatusCodes.Status403Forbidden,
            RefusalKind.RateLimited => StatusCodes.Status429TooManyRequests,
            RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        };
        if (refusal.Kind == RefusalKind.Unauthenticated) context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteErrorAsync(context, status, refusal.Message);
    }

    public static Task WriteFaultAsync(HttpContext context, RequestFault fault, string? message = null) =>
        WriteErrorAsync(context, fault.Status(), message ?? fault.UsualMessage());

    private static Task WriteErrorAsync(HttpContext context, int status, string message) =>
        DoorJson.WriteAsync(context, status, new ErrorWire(message), Json);
}

internal sealed record ErrorWire(string Error);

internal sealed record InvalidWire(string Error, ZodError Details);

internal sealed record ZodError(IReadOnlyList<ZodIssue> Issues, string Name);

/// <summary>One fault of a body, as the library that today's servers check with tells it.</summary>
/// <param name="Minimum">With <c>too_small</c>, as <paramref name="Maximum"/> is with <c>too_big</c>.</param>
internal sealed record ZodIssue(
    string Code,
    string Expected,
    string Received,
    IReadOnlyList<string> Path,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Minimum = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Maximum = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Inclusive = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Exact = null);

/// <summary>What a save takes; <see cref="ProgressBody"/> reads it by hand.</summary>
/// <param name="CurrentTime">Seconds.</param>
internal sealed record SaveBody([property: Required] string ClerkId, [property: Required] string TmdbId, [property: Required] double CurrentTime);

internal sealed record SavedWire(double CurrentTime, DateTimeOffset UpdatedAt)
{
    public static SavedWire Of(SavedProgress saved) => new(saved.Position, saved.UpdatedAt);
}

internal sealed record ListedWire(string TmdbId, double CurrentTime, DateTimeOffset UpdatedAt)
{
    public static ListedWire Of(SavedProgress saved) => new(saved.Title.Value, saved.Position, saved.UpdatedAt);
}
