using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>Tokens that let whoever has one send the film of one upload until it expires, and nothing else.</summary>
/// <remarks>base64url of expiry (Unix s, 8 bytes), upload id (16), HMAC-SHA256 of a label and those.</remarks>
public sealed class UploadLinks(MediaLinkOptions options)
{
    private const int SignedBytes = 8 + 16;
    private const int TokenBytes = SignedBytes + HMACSHA256.HashSizeInBytes;

    // Under the same key no token of another kind has this signature.
    private readonly byte[] key = HMACSHA256.HashData(options.SigningKey, "matinee upload links"u8);

    public string TokenOf(UploadId upload, DateTimeOffset expires)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, expires.ToUnixTimeSeconds());
        Guid.ParseExact(upload.Value, "D").TryWriteBytes(bytes[8..], bigEndian: true, out _);
        HMACSHA256.HashData(key, bytes[..SignedBytes], bytes[SignedBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for a token that we did not sign, or that has expired.</summary>
    public UploadId? Read(string token, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        if (token.Length != Base64Url.GetEncodedLength(TokenBytes) || !Base64Url.IsValid(token)) return null;
        if (!Base64Url.TryDecodeFromChars(token, bytes, out var written) || written != TokenBytes) return null;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, bytes[..SignedBytes], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes[SignedBytes..])) return null;
        if (BinaryPrimitives.ReadInt64BigEndian(bytes) <= now.ToUnixTimeSeconds()) return null;
        return new UploadId(new Guid(bytes[8..SignedBytes], bigEndian: true).ToString("D"));
    }
}
