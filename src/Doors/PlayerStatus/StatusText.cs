using System.Buffers.Text;
using Matinee.Domain.Statuses;

namespace Matinee.Doors.PlayerStatus;

// A status on the wire is four pieces: the user's label `{"userId":…,"roomCode":…,"isHost":`, which is the same for all of a
// user's statuses in a room and kept once; true or false; the text `"content":…,"player":…`, rendered when it came; and the
// timestamp. An answer is these pieces one after the other, so that a poll parses and serialises nothing.
internal static class StatusText
{
    private const int KeyAt = 10;

    public static byte[] Label(ReadOnlySpan<byte> userId, ReadOnlySpan<byte> roomCode)
    {
        var buffer = AnswerBuffer.Take();
        buffer.Write("{\"userId\":\""u8);
        buffer.Write(userId);
        buffer.Write("\",\"roomCode\":\""u8);
        buffer.Write(roomCode);
        buffer.Write("\",\"isHost\":"u8);
        return buffer.Written.ToArray();
    }

    public static byte[] Render(ref StatusFields fields)
    {
        var buffer = AnswerBuffer.Take();
        buffer.Write("\"content\":{\"title\":\""u8);
        buffer.Write(fields.HasTitle ? fields.Title : "Unknown"u8);
        buffer.Write("\",\"type\":\""u8);
        buffer.Write(fields.HasType ? fields.Type : "Unknown"u8);
        buffer.Write("\",\"tmdbId\":"u8);
        if (fields.TmdbIsText) buffer.Write("\""u8);
        buffer.Write(fields.TmdbIsText ? fields.TmdbId : Or(fields.TmdbId, "null"u8));
        if (fields.TmdbIsText) buffer.Write("\""u8);
        buffer.Write(",\"seasonNumber\":"u8);
        buffer.Write(Or(fields.SeasonNumber, "null"u8));
        buffer.Write(",\"episodeNumber\":"u8);
        buffer.Write(Or(fields.EpisodeNumber, "null"u8));
        Optional(buffer, ",\"seasonId\":"u8, fields.SeasonId);
        Optional(buffer, ",\"episodeId\":"u8, fields.EpisodeId);
        buffer.Write("},\"player\":{\"isPlaying\":"u8);
        buffer.Write(Flag(fields.IsPlaying));
        buffer.Write(",\"isPaused\":"u8);
        buffer.Write(Flag(fields.IsPaused));
        buffer.Write(",\"isLoading\":"u8);
        buffer.Write(Flag(fields.IsLoading));
        buffer.Write(",\"hasPlayedOnce\":"u8);
        buffer.Write(Flag(fields.HasPlayedOnce));
        buffer.Write(",\"time\":"u8);
        buffer.Write(Or(fields.Time, "0"u8));
        buffer.Write(",\"duration\":"u8);
        buffer.Write(Or(fields.Duration, "0"u8));
        buffer.Write(",\"volume\":"u8);
        buffer.Write(Or(fields.Volume, "0"u8));
        buffer.Write(",\"playbackRate\":"u8);
        buffer.Write(Or(fields.PlaybackRate, "1"u8));
        buffer.Write(",\"buffered\":"u8);
        buffer.Write(Or(fields.Buffered, "0"u8));
        buffer.Write("}"u8);
        return buffer.Written.ToArray();
    }

    /// <summary>Begins <c>"user":[</c>, with a comma before it unless it is the first.</summary>
    public static void BeginUser(AnswerBuffer buffer, ReadOnlySpan<byte> label, ref bool isFirst)
    {
        if (!isFirst) buffer.Write(","u8);
        isFirst = false;

        // The label begins with the user's name between quotes; a quote within it is escaped.
        buffer.Write(label.Slice(KeyAt, label.IndexOf("\",\"roomCode\":"u8) - KeyAt + 1));
        buffer.Write(":["u8);
    }

    public static void Append(AnswerBuffer buffer, ReadOnlySpan<byte> label, bool isHost, ReadOnlySpan<byte> text, long at, ref bool isFirst)
    {
        if (!isFirst) buffer.Write(","u8);
        isFirst = false;
        buffer.Write(label);
        buffer.Write(isHost ? "true,"u8 : "false,"u8);
        buffer.Write(text);
        buffer.Write(",\"timestamp\":"u8);
        buffer.Write(at);
        buffer.Write("}"u8);
    }

    /// <summary>The statuses that still count, oldest first.</summary>
    /// <param name="mayHost">Whether to believe the sender that it is the host.</param>
    /// <param name="most">Newest ones.</param>
    public static void AppendFresh(AnswerBuffer buffer, StatusUser user, long oldest, bool mayHost, int most, ref bool isFirst)
    {
        var statuses = user.Statuses;
        if (statuses.Length > most) statuses = statuses[^most..];
        foreach (ref readonly var status in statuses)
        {
            if (status.At > oldest) Append(buffer, user.Label, mayHost && status.IsHost, status.Text, status.At, ref isFirst);
        }
    }

    public static bool IsFresh(StatusUser user, long oldest) => user.Statuses is [.., var newest] && newest.At > oldest;

    private static ReadOnlySpan<byte> Or(ReadOnlySpan<byte> sent, ReadOnlySpan<byte> otherwise) => sent.IsEmpty ? otherwise : sent;

    private static ReadOnlySpan<byte> Flag(bool value) => value ? "true"u8 : "false"u8;

    private static void Optional(AnswerBuffer buffer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> number)
    {
        if (number.IsEmpty) return;
        buffer.Write(name);
        buffer.Write(number);
    }
}

/// <summary>Bytes of one answer at a time, reused by the thread.</summary>
internal sealed class AnswerBuffer
{
    // A larger one is not kept.
    private const int Kept = 256 * 1024;

    [ThreadStatic]
    private static AnswerBuffer? mine;

    private byte[] bytes = new byte[4096];
    private int length;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    /// <summary>The thread's buffer, empty. To be used up before anything is awaited, and by one at a time.</summary>
    public static AnswerBuffer Take()
    {
        var buffer = mine ??= new AnswerBuffer();
        buffer.length = 0;
        if (buffer.bytes.Length > Kept) buffer.bytes = new byte[4096];
        return buffer;
    }

    public void Write(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        length += text.Length;
    }

    public void Write(long number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written);
        length += written;
    }

    private Span<byte> Room(int most)
    {
        if (bytes.Length - length < most) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + most));
        return bytes.AsSpan(length);
    }
}
