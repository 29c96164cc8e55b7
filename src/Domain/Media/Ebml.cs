namespace Matinee.Domain.Media;

/// <summary>
/// Tells WebM from Matroska, which ffprobe does not: both begin with an EBML header (RFC 8794) whose DocType element
/// (0x4282) names the format.
/// </summary>
internal static class Ebml
{
    // The header holds seven small elements; real ones are about 40 bytes.
    private const int MostHeaderBytes = 512;

    public static bool IsWebM(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[MostHeaderBytes];
        return IsWebM(header[..file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false)]);
    }

    private static ReadOnlySpan<byte> Magic => [0x1A, 0x45, 0xDF, 0xA3];

    private static ReadOnlySpan<byte> DocTypeWebM => [0x42, 0x82, 0x84, (byte)'w', (byte)'e', (byte)'b', (byte)'m'];

    internal static bool IsWebM(ReadOnlySpan<byte> header) => header.StartsWith(Magic) && header.IndexOf(DocTypeWebM) > 0;
}
