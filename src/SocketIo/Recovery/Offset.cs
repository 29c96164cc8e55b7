using System.Globalization;

namespace Matinee.SocketIo.Recovery;

/// <summary>
/// The number of a stored event as clients see it: a string of fixed width, so that an event can be encoded before it is
/// given its place among the others.
/// </summary>
internal static class Offset
{
    public const int Width = 12;

    // Behind the offset stand its quote and the end of the arguments.
    private const int Tail = 2;

    /// <summary>What the encoder writes in its place.</summary>
    public static ReadOnlySpan<byte> Placeholder => ",\"000000000000\""u8;

    /// <summary>Writes the number into an event that was encoded with the placeholder and that nobody has seen yet.</summary>
    public static void Write(byte[] frame, long number) =>
        number.TryFormat(frame.AsSpan(frame.Length - Tail - Width, Width), out _, "x12", CultureInfo.InvariantCulture);

    public static bool TryParse(string? text, out long number)
    {
        number = 0;
        return text is { Length: Width }
            && long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }
}
