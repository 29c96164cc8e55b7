using System.Buffers.Binary;

namespace Matinee.Doors.Shared;

/// <summary>
/// The id that the answer, the log and an error body share. It is never the client's own: that would be a way to write into
/// the log.
/// </summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";

    /// <summary>Settles the request's id and shows it in the answer; one that the host has given stays.</summary>
    public static string Assign(HttpContext context, TimeProvider time)
    {
        if (context.Response.Headers[Header] is [{ } given]) return given;
        context.TraceIdentifier = New(time);
        context.Response.Headers[Header] = context.TraceIdentifier;
        return context.TraceIdentifier;
    }

    public static string Of(HttpContext context) => context.TraceIdentifier;

    /// <summary>A UUID of version 7. Nobody has to be unable to guess it, so it need not cost a call of the kernel for each request.</summary>
    private static string New(TimeProvider time)
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)time.GetUtcNow().ToUnixTimeMilliseconds() << 16) | 0x7000u | (BinaryPrimitives.ReadUInt64BigEndian(bytes) & 0xFFF));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
