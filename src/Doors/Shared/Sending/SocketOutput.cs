using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Matinee.Doors.Shared.Sending;

/// <summary>
/// What a connection sends, bytes and pieces of files, in the order in which they were written.
/// </summary>
/// <remarks>
/// <para>Kestrel copies a file twice on its way out, into its own memory and from there into the kernel's, which took two to four
/// times the processor time of a server that lets the kernel send the file (bench/media). Only who holds the socket can ask the
/// kernel for that, and only between two pieces that are already sent. So this writer takes the place of Kestrel's own between
/// HTTP and the socket: a flush ends when the kernel has all bytes.</para>
/// <para>HTTP above it counts what is written and knows nothing of files. A piece of a file is therefore written as memory that
/// nobody fills or reads: <see cref="PlaceFile"/> says where its bytes are, and the next <c>Advance</c> how many.</para>
/// <para>As all pipe writers, it is used by one writer at a time; <see cref="CancelPendingFlush"/> comes from anywhere.</para>
/// </remarks>
internal sealed partial class SocketOutput(PipeWriter replaced, Socket socket) : PipeWriter, IDisposable
{
    /// <summary>Bytes of a file that one <c>Advance</c> may stand for.</summary>
    public const int MostFileBytes = 512 * 1024;

    // Sent in the ordinary way when the kernel takes no more: that waits until it does.
    private const int WaitingBytes = 16 * 1024;
    private const int LeastBuffer = 4096;

    private const int MoreFollows = 0x8000, DoNotWait = 0x40, NoSignal = 0x4000;

    private static readonly byte[] Unread = new byte[MostFileBytes];

    private readonly Socket socket = Unblocked(socket);
    private readonly List<Piece> pieces = [];
    private readonly CancellationTokenSource cancelled = new();
    private byte[] buffer = [];
    private int used;
    private (SafeFileHandle File, long Offset)? placed;
    private bool isOver;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => used + pieces.Sum(piece => (long)piece.Count);

    /// <summary>The next memory stands for the file's bytes from there on. The file stays open until they are flushed.</summary>
    public void PlaceFile(SafeFileHandle file, long offset) => placed = (file, offset);

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (placed is not null) return Unread;
        if (buffer.Length - used < Math.Max(sizeHint, 1))
        {
            Seal();
            buffer = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, LeastBuffer));
        }

        return buffer.AsMemory(used);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (placed is { } file)
        {
            Seal();
            pieces.Add(new Piece([], file.File, file.Offset, bytes));
            placed = null;
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, buffer.Length - used);
        used += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Seal();
        if (!isOver && pieces.Count > 0) return SendAsync(cancellationToken);
        Forget();
        return ValueTask.FromResult(new FlushResult(cancelled.IsCancellationRequested, isOver));
    }

    /// <summary>The connection is given up: what was not sent never is.</summary>
    public override void CancelPendingFlush()
    {
        try
        {
            cancelled.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection has ended at the same moment.
        }
    }

    public override void Complete(Exception? exception = null)
    {
        Forget();
        isOver = true;
        replaced.Complete(exception);
    }

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (exception is null) await FlushAsync();
        Complete(exception);
    }

    public void Dispose() => cancelled.Dispose();

    private async ValueTask<FlushResult> SendAsync(CancellationToken ct)
    {
        // Something that was sent in part cannot be followed by anything else.
        var wasOver = true;
        using var either = ct.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(ct, cancelled.Token) : null;
        var token = either?.Token ?? cancelled.Token;
        try
        {
            for (var index = 0; index < pieces.Count; index++)
            {
                var piece = pieces[index];
                if (piece.File is not null) await SendFileAsync(piece.File, piece.Offset, piece.Count, token);
                else await SendBytesAsync(piece.Bytes.AsMemory(0, piece.Count), index < pieces.Count - 1, token);
            }

            wasOver = false;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Who reads has gone; Kestrel learns the reason where it receives.
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // CancelPendingFlush, which the result tells of.
        }
        finally
        {
            isOver |= wasOver;
            Forget();
        }

        return new FlushResult(cancelled.IsCancellationRequested, isOver);
    }

    private async ValueTask SendBytesAsync(ReadOnlyMemory<byte> bytes, bool moreFollows, CancellationToken ct)
    {
        if (moreFollows)
        {
            // Headers leave in one packet with the first bytes of what follows. What this does not send, or why, is seen below.
            var sent = Send(socket.SafeHandle, bytes.Span, (nuint)bytes.Length, MoreFollows | DoNotWait | NoSignal);
            if (sent > 0) bytes = bytes[(int)sent..];
        }

        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, ct)..];
    }

    private async ValueTask SendFileAsync(SafeFileHandle file, long offset, int count, CancellationToken ct)
    {
        // The kernel reads from the disk before it returns, and disks can be slow; the thread that we are on may be the one that all
        // sockets wait for.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (count > 0)
        {
            ct.ThrowIfCancellationRequested();
            var sent = (int)SendFile(socket.SafeHandle, file, ref offset, (nuint)count);
            if (sent == 0) throw new EndOfStreamException("A file became shorter while it was sent.");
            if (sent < 0)
            {
                // The kernel's memory for the connection is full, or the file system cannot do this.
                sent = await SendCopyAsync(file, offset, Math.Min(count, WaitingBytes), ct);
                offset += sent;
            }

            count -= sent;
        }
    }

    private async ValueTask<int> SendCopyAsync(SafeFileHandle file, long offset, int count, CancellationToken ct)
    {
        var copy = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            var read = await RandomAccess.ReadAsync(file, copy.AsMemory(0, count), offset, ct);
            if (read == 0) throw new EndOfStreamException("A file became shorter while it was sent.");
            return await socket.SendAsync(copy.AsMemory(0, read), SocketFlags.None, ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>A call of the kernel must return when it takes no more, not wait.</summary>
    private static Socket Unblocked(Socket socket)
    {
        socket.Blocking = false;
        return socket;
    }

    private void Seal()
    {
        if (used > 0) pieces.Add(new Piece(buffer, null, 0, used));
        else if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        used = 0;
    }

    /// <summary>A connection that sends nothing holds no memory.</summary>
    private void Forget()
    {
        Seal();
        foreach (var piece in pieces)
        {
            if (piece.File is null) ArrayPool<byte>.Shared.Return(piece.Bytes);
        }

        pieces.Clear();
    }

    [LibraryImport("libc", EntryPoint = "sendfile64", SetLastError = true)]
    private static partial nint SendFile(SafeHandle socket, SafeFileHandle file, ref long offset, nuint count);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeHandle socket, ReadOnlySpan<byte> bytes, nuint count, int flags);

    /// <summary>Of a buffer, or of a file.</summary>
    private readonly record struct Piece(byte[] Bytes, SafeFileHandle? File, long Offset, int Count);
}
