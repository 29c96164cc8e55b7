using Matinee.Doors.Shared.OpenApi;

namespace Matinee.Doors.WatchFlixx;

internal static class WatchFlixxDocument
{
    public static readonly DoorDocument Of = new(
        "watchflixx",
        "WatchFlixx",
        "Accounts, profiles, guests and watch parties in an envelope. Parties are followed over Socket.IO at /socket.io, which this document does not describe.",
        typeof(ErrorEnvelope));

    /// <summary>The route's place in the document; <typeparamref name="T"/> is what the envelope holds.</summary>
    public static RouteHandlerBuilder Tells<T>(this RouteHandlerBuilder route, string id, string summary, int status = StatusCodes.Status200OK) =>
        route.Documented(id, summary).Answers(status, typeof(SuccessEnvelope<T>));
}
