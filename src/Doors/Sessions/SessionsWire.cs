using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Domain.Kernel;
using Matinee.Doors.Shared;

namespace Matinee.Doors.Sessions;

/// <summary>How this door speaks: snake_case without an envelope, errors as <c>{error, message, details}</c>.</summary>
internal sealed class SessionsWire : IDoor
{
    private SessionsWire()
    {
    }

    public static JsonSerializerOptions Json { get; } = DoorJson.Options(JsonNamingPolicy.SnakeCaseLower);

    public static IResult Ok<T>(T value) => new Success<T>(value);

    public static IResult Refused(Refusal refusal) => new Failure(refusal);

    public static IResult Failed(int status, string error, string message) => new Plain(status, new ErrorWire(error, message));

    public static Task WriteRefusalAsync(HttpContext context, Refusal refusal)
    {
        var (status, error) = ErrorOf(refusal);
        if (refusal.Kind == RefusalKind.Unauthenticated) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (refusal.Kind == RefusalKind.RateLimited && IsLimitedBy(context, RateLimit.SessionCreate))
        {
            var most = context.RequestServices.GetRequiredService<RateLimitOptions>().SessionCreate;
            error = error with { Message = $"Maximum {most} session creations per hour" };
        }

        return DoorJson.WriteAsync(context, status, error, Json);
    }

    public static Task WriteFaultAsync(HttpContext context, RequestFault fault, string? message = null)
    {
        var (error, usual) = fault switch
        {
            RequestFault.Malformed => ("Bad Request", "Invalid request body"),
            RequestFault.NoSuchPath => ("Not Found", fault.UsualMessage()),
            RequestFault.MethodNotAllowed => ("Method Not Allowed", fault.UsualMessage()),
            RequestFault.TooLarge => ("Payload Too Large", fault.UsualMessage()),
            RequestFault.UnsupportedMediaType => ("Unsupported Media Type", fault.UsualMessage()),
            RequestFault.Failed => ("Internal Server Error", fault.UsualMessage()),
        };
        return DoorJson.WriteAsync(context, fault.Status(), new ErrorWire(error, message ?? usual), Json);
    }

    /// <summary>What a refusal is over HTTP, and without the status in an error frame of the socket.</summary>
    public static (int Status, ErrorWire Error) ErrorOf(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.Invalid => (StatusCodes.Status400BadRequest, new ErrorWire("Validation failed", Message: null) { Details = DetailsOf(refusal) }),
        RefusalKind.Unauthenticated => (StatusCodes.Status401Unauthorized, new ErrorWire("Unauthorized", refusal.Message)),
        RefusalKind.Forbidden => (StatusCodes.Status403Forbidden, new ErrorWire("Forbidden", refusal.Message)),
        RefusalKind.NotFound => (StatusCodes.Status404NotFound, SessionNotFound),
        RefusalKind.Conflict => (StatusCodes.Status409Conflict, new ErrorWire("Conflict", refusal.Message)),
        RefusalKind.PartyFull => (
            StatusCodes.Status403Forbidden, new ErrorWire("Session full", "This session has reached the maximum number of participants")),
        RefusalKind.PartyEnded => (StatusCodes.Status404NotFound, SessionNotFound),
        RefusalKind.NotHost => (StatusCodes.Status403Forbidden, new ErrorWire("Forbidden", refusal.Message)),
        RefusalKind.NotMember => (StatusCodes.Status403Forbidden, new ErrorWire("Forbidden", refusal.Message)),
        RefusalKind.Kicked => (StatusCodes.Status403Forbidden, new ErrorWire("Forbidden", refusal.Message)),
        RefusalKind.RateLimited => (StatusCodes.Status429TooManyRequests, new ErrorWire("Rate limit exceeded", refusal.Message)),
        RefusalKind.TooLarge => (StatusCodes.Status413PayloadTooLarge, new ErrorWire("Payload Too Large", refusal.Message)),
        RefusalKind.Unavailable => (StatusCodes.Status503ServiceUnavailable, new ErrorWire("Service Unavailable", refusal.Message)),
    };

    private static ErrorWire SessionNotFound =>
        new("Session not found", "The session you're trying to join doesn't exist or has expired");

    private static Dictionary<string, string>? DetailsOf(Refusal refusal) => refusal.Fields?
        .GroupBy(fault => JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.Field), fault => fault.Message)
        .ToDictionary(group => group.Key, group => group.First());

    private static bool IsLimitedBy(HttpContext context, RateLimit limit) =>
        context.GetEndpoint() is { } endpoint && DoorRoutes.Find(endpoint, RateLimit.General) == limit;

    private sealed class Success<T>(T value) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => DoorJson.WriteAsync(httpContext, StatusCodes.Status200OK, value, Json);
    }

    private sealed class Failure(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteRefusalAsync(httpContext, refusal);
    }

    private sealed class Plain(int status, ErrorWire error) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => DoorJson.WriteAsync(httpContext, status, error, Json);
    }
}

internal sealed record ErrorWire(
    string Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message)
{
    /// <summary>A sentence for each field that is at fault.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Details { get; init; }
}
