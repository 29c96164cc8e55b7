using System.Security.Cryptography;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Doors.WatchParty.Tus;

/// <summary>The header Upload-Checksum: an algorithm and a digest in base64.</summary>
internal static class TusChecksum
{
    public const string Algorithms = "sha1,sha256";

    /// <summary>False with a refusal when the header is there and cannot be used; true with null when it is not there.</summary>
    public static bool TryRead(IHeaderDictionary headers, out Checksum? checksum, out Refusal? refusal)
    {
        (checksum, refusal) = (null, null);
        if (headers["Upload-Checksum"] is not [{ } text]) return true;
        var parts = text.Split(' ');
        var digest = new byte[64];
        (HashAlgorithmName Name, int Bytes)? algorithm = parts[0] switch
        {
            // Told to us by the client about its own bytes: against accidents, where SHA-1 is as good as any.
            "sha1" => (HashAlgorithmName.SHA1, SHA1.HashSizeInBytes),
            "sha256" => (HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
            _ => null,
        };
        if (algorithm is not var (name, bytes))
        {
            refusal = new Refusal(RefusalKind.Invalid, $"Checksums are taken in {Algorithms}.");
            return false;
        }

        if (parts.Length != 2 || !Convert.TryFromBase64String(parts[1], digest, out var written) || written != bytes)
        {
            refusal = new Refusal(RefusalKind.Invalid, "The header Upload-Checksum cannot be read.");
            return false;
        }

        checksum = new Checksum(name, digest[..written]);
        return true;
    }
}
