using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Domain.Kernel;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchFlixx;

/// <summary>How this door speaks: camelCase in an envelope.</summary>
internal sealed class WatchFlixxWire : IDoor
{
    private const string Version = "1.0.0";

    private WatchFlixxWire()
    {
    }

    public static JsonSerializerOptions Json { get; } = DoorJson.Options(JsonNamingPolicy.CamelCase);

    public static IResult Ok<T>(T data, string message = "Operation completed successfully") =>
        new Success<T>(StatusCodes.Status200OK, data, message);

    public static IResult Created<T>(T data, string message = "Created successfully") => new Success<T>(StatusCodes.Status201Created, data, message);

    public static IResult Refused(Refusal refusal) => new Failure(refusal);

    public static Task WriteRefusalAsync(HttpContext context, Refusal refusal)
    {
        var (status, code) = refusal.Kind switch
        {
            RefusalKind.Invalid => (StatusCodes.Status422UnprocessableEntity, WatchFlixxErrors.ValidationError),
            RefusalKind.Unauthenticated => (StatusCodes.Status401Unauthorized, WatchFlixxErrors.AuthenticationRequired),
            RefusalKind.Forbidden => (StatusCodes.Status403Forbidden, WatchFlixxErrors.AuthorizationFailed),
            RefusalKind.NotFound => (StatusCodes.Status404NotFound, WatchFlixxErrors.ResourceNotFound),
            RefusalKind.Conflict => (StatusCodes.Status409Conflict, WatchFlixxErrors.Conflict),
            RefusalKind.PartyFull => (StatusCodes.Status409Conflict, WatchFlixxErrors.PartyFull),
            RefusalKind.PartyEnded => (StatusCodes.Status409Conflict, WatchFlixxErrors.Conflict),
            RefusalKind.NotHost => (StatusCodes.Status403Forbidden, WatchFlixxErrors.AuthorizationFailed),
            RefusalKind.NotMember => (StatusCodes.Status404NotFound, WatchFlixxErrors.ResourceNotFound),
            RefusalKind.Kicked => (StatusCodes.Status403Forbidden, WatchFlixxErrors.AuthorizationFailed),
            RefusalKind.RateLimited => (StatusCodes.Status429TooManyRequests, WatchFlixxErrors.RateLimitExceeded),
            RefusalKind.TooLarge => (StatusCodes.Status413PayloadTooLarge, WatchFlixxErrors.PayloadTooLarge),
            RefusalKind.Unavailable => (StatusCodes.Status503ServiceUnavailable, WatchFlixxErrors.ServiceUnavailable),
        };
        if (refusal.Kind == RefusalKind.Unauthenticated) context.Response.Headers.WWWAuthenticate = "Bearer";
        var details = refusal.Fields?.Select(fault => new ErrorDetail(fault.Field, fault.Message, fault.Code)).ToList();
        return WriteErrorAsync(context, status, code, refusal.Message, details);
    }

    public static Task WriteFaultAsync(HttpContext context, RequestFault fault, string? message = null)
    {
        var code = fault switch
        {
            RequestFault.Malformed => WatchFlixxErrors.BadRequest,
            RequestFault.NoSuchPath => WatchFlixxErrors.ResourceNotFound,
            RequestFault.MethodNotAllowed => WatchFlixxErrors.MethodNotAllowed,
            RequestFault.TooLarge => WatchFlixxErrors.PayloadTooLarge,
            RequestFault.UnsupportedMediaType => WatchFlixxErrors.UnsupportedMediaType,
            RequestFault.Failed => WatchFlixxErrors.InternalError,
        };
        return WriteErrorAsync(context, fault.Status(), code, message ?? fault.UsualMessage(), details: null);
    }

    private static Task WriteErrorAsync(HttpContext context, int status, string code, string message, IReadOnlyList<ErrorDetail>? details)
    {
        var documentation = $"{context.RequestServices.GetRequiredService<PublicUrl>().Of(context)}{WatchFlixxErrors.Path}#{code}";
        var error = new ErrorBody(code, message, details, RequestId.Of(context), documentation, RateLimits.RetryAfter(context));
        return DoorJson.WriteAsync(context, status, new ErrorEnvelope(Success: false, error, Now(context)), Json);
    }

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private sealed class Success<T>(int status, T data, string message) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            DoorJson.WriteAsync(httpContext, status, new SuccessEnvelope<T>(Success: true, data, message, Now(httpContext), Version), Json);
    }

    private sealed class Failure(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteRefusalAsync(httpContext, refusal);
    }
}

internal sealed record SuccessEnvelope<T>(bool Success, T Data, string Message, DateTimeOffset Timestamp, string Version);

internal sealed record ErrorEnvelope(bool Success, ErrorBody Error, DateTimeOffset Timestamp);

internal sealed record ErrorBody(
    string Code,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ErrorDetail>? Details,
    string RequestId,
    string Documentation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RetryAfter);

internal sealed record ErrorDetail(string Field, string Message, string Code);
