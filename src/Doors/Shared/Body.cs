using System.Buffers;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Matinee.Doors.Shared;

/// <summary>
/// A JSON body, read with the door's own options: the ones of minimal APIs are one set for all doors. What cannot be read
/// becomes that door's 400, 413 or 415; what can be read is not yet valid: properties that were not sent are null.
/// </summary>
internal readonly record struct Body<T, TDoor>(T Value)
    where T : class
    where TDoor : IDoor
{
    // In bytes.
    private const int MostBytes = 1024 * 1024;

    public static async ValueTask<Body<T, TDoor>> BindAsync(HttpContext context)
    {
        if (!IsJson(context.Request.ContentType)) throw Fault(RequestFault.UnsupportedMediaType);
        if (context.Request.ContentLength > MostBytes) throw Fault(RequestFault.TooLarge);
        var bytes = await ReadAsync(context.Request.Body, context.RequestAborted);
        return new Body<T, TDoor>(Parse(bytes));
    }

    private static T Parse(ReadOnlyMemory<byte> bytes)
    {
        var text = bytes.Span.StartsWith("\uFEFF"u8) ? bytes.Span[3..] : bytes.Span;
        try
        {
            return JsonSerializer.Deserialize<T>(text, TDoor.Json) ?? throw Fault(RequestFault.Malformed);
        }
        catch (JsonException)
        {
            throw Fault(RequestFault.Malformed);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken ct)
    {
        var written = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await body.ReadAsync(written.GetMemory(4096), ct);
            if (read == 0) return written.WrittenMemory;
            written.Advance(read);
            if (written.WrittenCount > MostBytes) throw Fault(RequestFault.TooLarge);
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase) && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static BadHttpRequestException Fault(RequestFault fault) => new(fault.UsualMessage(), fault.Status());
}
