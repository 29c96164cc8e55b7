using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace Matinee.SocketIo.Protocol;

/// <summary>
/// The relaxed JSON escaping, which still escapes everything beyond the basic plane, without that: an emoji is four bytes
/// instead of twelve. The text travels in frames and polling bodies, never inside HTML.
/// </summary>
internal sealed class PlainTextEncoder : JavaScriptEncoder
{
    private static readonly JavaScriptEncoder Relaxed = UnsafeRelaxedJsonEscaping;

    public static readonly PlainTextEncoder Instance = new();

    public override int MaxOutputCharactersPerInputCharacter => Relaxed.MaxOutputCharactersPerInputCharacter;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar <= char.MaxValue && Relaxed.WillEncode(unicodeScalar);

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var start = 0;
        while (start < textLength)
        {
            var hit = Relaxed.FindFirstCharacterToEncode(text + start, textLength - start);
            if (hit < 0)
                return -1;
            start += hit;
            if (start + 1 >= textLength || !char.IsSurrogatePair(text[start], text[start + 1]))
                return start;
            start += 2;
        }

        return -1;
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        var start = 0;
        while (start < utf8Text.Length)
        {
            var hit = Relaxed.FindFirstCharacterToEncodeUtf8(utf8Text[start..]);
            if (hit < 0)
                return -1;
            start += hit;
            if (Rune.DecodeFromUtf8(utf8Text[start..], out var rune, out var length) != OperationStatus.Done || rune.IsBmp)
                return start;
            start += length;
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        Relaxed.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
}
