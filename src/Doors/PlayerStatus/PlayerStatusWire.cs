using System.Text.Json;
using Matinee.Domain.Kernel;
using Matinee.Doors.Shared;
using Microsoft.AspNetCore.WebUtilities;

namespace Matinee.Doors.PlayerStatus;

/// <summary>How this door speaks: camelCase without an envelope, and errors as the servers that its clients know write them.</summary>
internal sealed class PlayerStatusWire : IDoor
{
    private PlayerStatusWire()
    {
    }

    public static JsonSerializerOptions Json { get; } = DoorJson.Options(JsonNamingPolicy.CamelCase);

    public static Task WriteInvalidAsync(HttpContext context, string message) => WriteErrorAsync(context, StatusCodes.Status400BadRequest, message);

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
        return WriteErrorAsync(context, status, refusal.Message);
    }

    public static Task WriteFaultAsync(HttpContext context, RequestFault fault, string? message = null) =>
        WriteErrorAsync(context, fault.Status(), message ?? fault.UsualMessage());

    private static Task WriteErrorAsync(HttpContext context, int status, string message)
    {
        var request = context.Request;
        var url = $"{context.RequestServices.GetRequiredService<PublicUrl>().Of(context)}{request.PathBase}{request.Path}{request.QueryString}";
        return DoorJson.WriteAsync(
            context, status, new StatusErrorWire(Error: true, url, status, ReasonPhrases.GetReasonPhrase(status), message), Json);
    }
}

internal sealed record StatusErrorWire(bool Error, string Url, int StatusCode, string StatusMessage, string Message);
