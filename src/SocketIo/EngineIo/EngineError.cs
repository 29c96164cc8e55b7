using Microsoft.AspNetCore.Http;

namespace Matinee.SocketIo.EngineIo;

/// <summary>The refusals of the HTTP side, with the codes that clients know.</summary>
internal sealed record EngineError(int Code, string Message, int Status = StatusCodes.Status400BadRequest)
{
    public static readonly EngineError UnknownTransport = new(0, "Transport unknown");
    public static readonly EngineError UnknownSession = new(1, "Session ID unknown");
    public static readonly EngineError BadHandshakeMethod = new(2, "Bad handshake method");
    public static readonly EngineError BadRequest = new(3, "Bad request");
    public static readonly EngineError Forbidden = new(4, "Forbidden", StatusCodes.Status403Forbidden);
    public static readonly EngineError UnsupportedVersion = new(5, "Unsupported protocol version");
    public static readonly EngineError TooLarge = new(3, "Payload too large", StatusCodes.Status413PayloadTooLarge);

    public Task WriteAsync(HttpContext context)
    {
        // The client may be gone already; the refusal then has no reader.
        if (context.RequestAborted.IsCancellationRequested)
            return Task.CompletedTask;
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"code":{{Code}},"message":"{{Message}}"}""");
    }
}
