using System.Buffers.Text;
using System.Text;

namespace Matinee.SocketIo.Load;

/// <summary>
/// The event: a text message of 150 bytes that is the same on its way to the server and from it, but for a sequence number of
/// eight digits.
/// </summary>
internal sealed class EventText
{
    public const int Length = 150;
    private const int Digits = 8;
    private const int First = 10_000_000; // so that the number has its eight digits

    private readonly byte[] _text;
    private readonly int _number;

    /// <param name="before">What the protocol puts before the JSON object, e.g. <c>42["event",</c>.</param>
    /// <param name="after">What it puts after it.</param>
    public EventText(string before, string after)
    {
        var start = before + "{\"seq\":";
        var middle = ",\"text\":\"";
        var filler = new string('m', Length - start.Length - Digits - middle.Length - 2 - after.Length);
        _number = start.Length;
        _text = Encoding.ASCII.GetBytes($"{start}{First}{middle}{filler}\"}}{after}");
    }

    public ReadOnlySpan<byte> Write(int sequence)
    {
        Utf8Formatter.TryFormat(First + sequence, _text.AsSpan(_number), out _);
        return _text;
    }

    /// <exception cref="InvalidDataException">The text differs from what was sent in more than its number.</exception>
    public int Read(ReadOnlySpan<byte> text)
    {
        var afterNumber = _number + Digits;
        if (text.Length != Length || !text[.._number].SequenceEqual(_text.AsSpan(0, _number)) ||
            !text[afterNumber..].SequenceEqual(_text.AsSpan(afterNumber)) ||
            !Utf8Parser.TryParse(text.Slice(_number, Digits), out int number, out var used) || used != Digits)
            throw new InvalidDataException($"A member received something else than the event: {Encoding.UTF8.GetString(text)}");
        return number - First;
    }
}
