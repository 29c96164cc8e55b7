using System.Buffers;
using System.IO.Pipelines;

namespace Matinee.Doors.Shared;

/// <summary>A request's body, read whole and lent to a parser that keeps nothing of it; no copy where it came in one piece.</summary>
internal static class SmallBody
{
    // In bytes; far above what any field of these doors may hold.
    private const int Most = 64 * 1024;

    public delegate T Parser<out T>(ReadOnlySpan<byte> bytes);

    /// <exception cref="BadHttpRequestException">413, or what the server found wrong with the body.</exception>
    public static ValueTask<T> ReadAsync<T>(HttpContext context, Parser<T> parse)
    {
        if (context.Request.ContentLength > Most) throw TooLarge();
        var reader = context.Request.BodyReader;
        var read = reader.ReadAsync(context.RequestAborted);
        if (!read.IsCompletedSuccessfully) return ReadRestAsync(context, reader, read, parse);
        var result = read.Result;
        return result.IsCompleted
            ? new ValueTask<T>(Parse(reader, result.Buffer, parse))
            : ReadRestAsync(context, reader, new ValueTask<ReadResult>(result), parse);
    }

    private static async ValueTask<T> ReadRestAsync<T>(HttpContext context, PipeReader reader, ValueTask<ReadResult> read, Parser<T> parse)
    {
        while (true)
        {
            var result = await read;
            if (result.Buffer.Length > Most) throw TooLarge();
            if (result.IsCompleted) return Parse(reader, result.Buffer, parse);
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            read = reader.ReadAsync(context.RequestAborted);
        }
    }

    private static T Parse<T>(PipeReader reader, ReadOnlySequence<byte> buffer, Parser<T> parse)
    {
        if (buffer.Length > Most) throw TooLarge();
        T value;
        if (buffer.IsSingleSegment)
        {
            value = parse(buffer.FirstSpan);
        }
        else
        {
            var length = (int)buffer.Length;
            var copy = ArrayPool<byte>.Shared.Rent(length);
            buffer.CopyTo(copy);
            try
            {
                value = parse(copy.AsSpan(0, length));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(copy);
            }
        }

        reader.AdvanceTo(buffer.End);
        return value;
    }

    private static BadHttpRequestException TooLarge() => new(RequestFault.TooLarge.UsualMessage(), StatusCodes.Status413PayloadTooLarge);
}
