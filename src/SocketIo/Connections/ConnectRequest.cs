using System.Text.Json;
using Matinee.SocketIo.Recovery;

namespace Matinee.SocketIo.Connections;

/// <summary>What a client sends with CONNECT.</summary>
/// <param name="Auth">The whole object, <c>{}</c> if there was none.</param>
/// <param name="PrivateId">Of the socket that it was before; null if it was none.</param>
/// <param name="Received">The number of the last event that it has; null if it has none.</param>
internal sealed record ConnectRequest(JsonElement Auth, string? PrivateId, long? Received)
{
    private static readonly JsonElement NoAuth = JsonElement.Parse("{}");

    public static ConnectRequest Of(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object)
            return new ConnectRequest(NoAuth, PrivateId: null, Received: null);
        var received = Offset.TryParse(Text(payload, "offset"u8), out var number) ? number : (long?)null;
        return new ConnectRequest(payload, Text(payload, "pid"u8), received);
    }

    private static string? Text(JsonElement payload, ReadOnlySpan<byte> name)
    {
        try
        {
            return payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate.
            return null;
        }
    }
}
