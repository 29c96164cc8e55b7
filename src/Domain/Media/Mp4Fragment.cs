using System.Buffers.Binary;

namespace Matinee.Domain.Media;

/// <summary>When a media segment begins and how long it lasts, by its own boxes.</summary>
/// <param name="Start">Ticks of the track's timescale: decode time of the first sample.</param>
/// <param name="Duration">Ticks: all samples together.</param>
/// <param name="BeginsWithKey">A player can begin here.</param>
internal readonly record struct Mp4Fragment(ulong Start, ulong Duration, bool BeginsWithKey)
{
    // Flags of tfhd and trun, ISO/IEC 14496-12 8.8.7 and 8.8.8.
    private const uint HasBaseOffset = 0x1, HasDescription = 0x2, HasDefaultDuration = 0x8, HasDefaultSize = 0x10, HasDefaultFlags = 0x20;
    private const uint HasDataOffset = 0x1, HasFirstFlags = 0x4, HasDurations = 0x100, HasSizes = 0x200, HasFlags = 0x400, HasOffsets = 0x800;
    private const uint NotKey = 0x10000;

    /// <exception cref="InvalidDataException">It is no segment as ours are: every fragment with one track and its decode time.</exception>
    public static Mp4Fragment Read(ReadOnlySpan<byte> bytes)
    {
        ulong? start = null;
        ulong duration = 0;
        var key = false;
        var boxes = new Mp4Boxes(bytes);
        while (boxes.Next())
        {
            if (!boxes.Is("moof")) continue;
            var track = Mp4Boxes.Find(boxes.Content, "traf");
            var (length, beginsWithKey) = Track(track);
            if (start is null)
            {
                start = DecodeTime(Mp4Boxes.Find(track, "tfdt"));
                key = beginsWithKey;
            }

            duration += length;
        }

        return start is { } first && duration > 0
            ? new Mp4Fragment(first, duration, key)
            : throw new InvalidDataException("This is no media segment.");
    }

    private static ulong DecodeTime(ReadOnlySpan<byte> box) => box.Length switch
    {
        >= 12 when box[0] == 1 => BinaryPrimitives.ReadUInt64BigEndian(box[4..]),
        >= 8 => BinaryPrimitives.ReadUInt32BigEndian(box[4..]),
        _ => throw new InvalidDataException("The segment does not say when it begins."),
    };

    private static (ulong Duration, bool Key) Track(ReadOnlySpan<byte> track)
    {
        var (usualDuration, usualFlags) = Usual(Mp4Boxes.Find(track, "tfhd"));
        ulong duration = 0;
        bool? key = null;
        var boxes = new Mp4Boxes(track);
        while (boxes.Next())
        {
            if (!boxes.Is("trun")) continue;
            var reader = new Words(boxes.Content);
            var flags = reader.Next() & 0xFFFFFF;
            var count = reader.Next();
            if ((flags & HasDataOffset) != 0) reader.Next();
            uint? firstFlags = (flags & HasFirstFlags) != 0 ? reader.Next() : null;
            for (var sample = 0u; sample < count; sample++)
            {
                duration += (flags & HasDurations) != 0 ? reader.Next() : usualDuration;
                if ((flags & HasSizes) != 0) reader.Next();
                var sampleFlags = (flags & HasFlags) != 0 ? reader.Next() : usualFlags;
                if ((flags & HasOffsets) != 0) reader.Next();
                key ??= ((firstFlags ?? sampleFlags) & NotKey) == 0;
                if (usualDuration == 0 && (flags & HasDurations) == 0) throw new InvalidDataException("The segment's samples have no duration.");
            }
        }

        return (duration, key ?? false);
    }

    private static (uint Duration, uint Flags) Usual(ReadOnlySpan<byte> header)
    {
        var reader = new Words(header);
        var flags = reader.Next() & 0xFFFFFF;
        reader.Next();
        if ((flags & HasBaseOffset) != 0)
        {
            reader.Next();
            reader.Next();
        }

        if ((flags & HasDescription) != 0) reader.Next();
        var duration = (flags & HasDefaultDuration) != 0 ? reader.Next() : 0;
        if ((flags & HasDefaultSize) != 0) reader.Next();
        return (duration, (flags & HasDefaultFlags) != 0 ? reader.Next() : 0);
    }

    private ref struct Words(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> rest = bytes;

        public uint Next()
        {
            if (rest.Length < 4) throw new InvalidDataException("The segment's boxes are cut short.");
            var word = BinaryPrimitives.ReadUInt32BigEndian(rest);
            rest = rest[4..];
            return word;
        }
    }
}
