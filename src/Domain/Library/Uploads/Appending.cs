using System.Security.Cryptography;

namespace Matinee.Domain.Library;

/// <summary>A digest that the client announced for the bytes that it sends next.</summary>
public sealed record Checksum(HashAlgorithmName Algorithm, byte[] Expected);

/// <summary>What became of bytes that a client sent for an upload.</summary>
/// <param name="Upload">As it is now; its <see cref="Upload.Received"/> is safe on the disk.</param>
public sealed record Appended(Upload Upload, AppendEnd End);

public enum AppendEnd
{
    /// <summary>All that came is on the disk.</summary>
    Received,

    /// <summary>Another connection is sending bytes for this upload, or took over from this one.</summary>
    Busy,

    /// <summary>The client means another place of the film than the one where it goes on.</summary>
    WrongOffset,

    /// <summary>The bytes were not those that the client meant to send, and were dropped.</summary>
    WrongChecksum,
}
