using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Domain.Kernel;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchParty;

/// <summary>How this door speaks: snake_case without an envelope.</summary>
internal sealed class WatchPartyWire : IDoor
{
    private WatchPartyWire()
    {
    }

    public static JsonSerializerOptions Json { get; } = DoorJson.Options(JsonNamingPolicy.SnakeCaseLower);

    public static IResult Ok<T>(T value) => new Success<T>(StatusCodes.Status200OK, value);

    public static IResult Created<T>(T value) => new Success<T>(StatusCodes.Status201Created, value);

    public static IResult Refused(Refusal refusal) => new Failure(refusal);

    /// <summary>For statuses that only one of this door's protocols has.</summary>
    public static IResult Problem(int status, string sentence) => new Bare(status, sentence);

    public static Task WriteRefusalAsync(HttpContext context, Refusal refusal)
    {
        var status = refusal.Kind switch
        {
            RefusalKind.Invalid => StatusCodes.Status400BadRequest,
            RefusalKind.Unauthenticated => StatusCodes.Status401Unauthorized,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            RefusalKind.PartyFull => StatusCodes.Status400BadRequest,
            RefusalKind.PartyEnded => StatusCodes.Status400BadRequest,
            RefusalKind.NotHost => StatusCodes.Status403Forbidden,
            RefusalKind.NotMember => StatusCodes.Status403Forbidden,
            RefusalKind.Kicked => StatusCodes.Status403Forbidden,
            RefusalKind.RateLimited => StatusCodes.Status429TooManyRequests,
            RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        };
        if (refusal.Kind == RefusalKind.Unauthenticated) context.Response.Headers.WWWAuthenticate = "Bearer";
        var errors = refusal.Fields?
            .GroupBy(fault => JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.Field), fault => fault.Message)
            .ToDictionary(group => group.Key, group => group.ToArray());
        return WriteErrorAsync(context, status, refusal.Message, errors);
    }

    public static Task WriteFaultAsync(HttpContext context, RequestFault fault, string? message = null) =>
        WriteErrorAsync(context, fault.Status(), message ?? fault.UsualMessage(), errors: null);

    private static Task WriteErrorAsync(HttpContext context, int status, string message, IReadOnlyDictionary<string, string[]>? errors) =>
        DoorJson.WriteAsync(context, status, new ErrorWire(Success: false, message, message, errors, RateLimits.RetryAfter(context)), Json);

    private sealed class Success<T>(int status, T value) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => DoorJson.WriteAsync(httpContext, status, value, Json);
    }

    private sealed class Bare(int status, string sentence) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteErrorAsync(httpContext, status, sentence, errors: null);
    }

    private sealed class Failure(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteRefusalAsync(httpContext, refusal);
    }
}

/// <param name="Detail">The document's spelling; <paramref name="Message"/> says the same to the clients that read that.</param>
/// <param name="RetryAfter">Seconds; only with 429.</param>
internal sealed record ErrorWire(
    bool Success,
    string Message,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RetryAfter);
