using System.Buffers.Binary;

namespace Matinee.Domain.Media;

/// <summary>Walks the boxes of ISO/IEC 14496-12: a size of four bytes that counts itself, a name of four letters, the content.</summary>
/// <remarks>A box that is larger than what holds it ends the walk: files that we made have none.</remarks>
internal ref struct Mp4Boxes(ReadOnlySpan<byte> content)
{
    private const int HeaderBytes = 8;
    private const int LongHeaderBytes = 16;

    private ReadOnlySpan<byte> rest = content;

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>The content of the first box at a path such as <c>moov/trak</c>; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> content, string path)
    {
        foreach (var name in path.Split('/'))
        {
            var boxes = new Mp4Boxes(content);
            content = [];
            while (boxes.Next())
            {
                if (!boxes.Is(name)) continue;
                content = boxes.Content;
                break;
            }
        }

        return content;
    }

    public readonly bool Is(string name) => System.Text.Ascii.Equals(Name, name);

    public bool Next()
    {
        if (rest.Length < HeaderBytes) return false;
        var size = (ulong)BinaryPrimitives.ReadUInt32BigEndian(rest);
        var header = HeaderBytes;
        if (size == 1 && rest.Length >= LongHeaderBytes)
        {
            size = BinaryPrimitives.ReadUInt64BigEndian(rest[HeaderBytes..]);
            header = LongHeaderBytes;
        }

        if (size < (ulong)header || size > (ulong)rest.Length) return false;
        Name = rest[4..8];
        Content = rest[header..(int)size];
        rest = rest[(int)size..];
        return true;
    }
}
