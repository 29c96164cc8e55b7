using Matinee.Domain.Kernel;

namespace Matinee.Doors.WatchFlixx.Sockets;

/// <summary>What a refusal is on the socket: party:error, or the error of an acknowledgement.</summary>
internal sealed record SocketError(string Message, string Type, string Code)
{
    public static SocketError Of(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.Invalid => new(refusal.Message, "validation_error", "VALIDATION_ERROR"),
        RefusalKind.Unauthenticated => new(refusal.Message, "authentication_error", "AUTHENTICATION_REQUIRED"),
        RefusalKind.Forbidden => new(refusal.Message, "content_access_denied", "AUTHORIZATION_FAILED"),
        RefusalKind.NotFound => new(refusal.Message, "party_not_found", "RESOURCE_NOT_FOUND"),
        RefusalKind.Conflict => new(refusal.Message, "validation_error", "CONFLICT"),
        RefusalKind.PartyFull => new(refusal.Message, "party_full", "PARTY_FULL"),
        RefusalKind.PartyEnded => new(refusal.Message, "party_not_found", "PARTY_ENDED"),
        RefusalKind.NotHost => new(refusal.Message, "not_host", "AUTHORIZATION_FAILED"),
        RefusalKind.NotMember => new(refusal.Message, "not_member", "AUTHORIZATION_FAILED"),
        RefusalKind.Kicked => new(refusal.Message, "not_member", "KICKED"),
        RefusalKind.RateLimited => new(refusal.Message, "rate_limited", "RATE_LIMIT_EXCEEDED"),
        RefusalKind.TooLarge => new(refusal.Message, "validation_error", "VALIDATION_ERROR"),
        RefusalKind.Unavailable => new(refusal.Message, "network_error", "SERVICE_UNAVAILABLE"),
    };
}
