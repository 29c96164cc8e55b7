using System.Buffers;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>
/// A film on its way in. Its bytes go to the folder of the video that it will be; unless <see cref="Uploads.CompleteAsync"/>
/// made it one, disposing removes them.
/// </summary>
public sealed class IncomingFilm : IAsyncDisposable
{
    private const int BufferBytes = 128 << 10;

    // How often, in bytes received, the free space is looked at again: other uploads fill the same disk.
    private const long SpaceCheckBytes = 64L << 20;

    private readonly MediaFiles files;
    private readonly UploadOptions options;
    private readonly long most;
    private readonly Refusal tooMuch;
    private bool kept;

    /// <param name="most">Bytes that the film may have.</param>
    /// <param name="tooMuch">What to say when it has more.</param>
    internal IncomingFilm(MediaFiles files, UploadOptions options, Caller uploader, VideoId video, UploadId upload, long most, Refusal tooMuch)
    {
        (this.files, this.options) = (files, options);
        (this.most, this.tooMuch) = (most, tooMuch);
        Uploader = uploader;
        Video = video;
        Upload = upload;
    }

    internal Caller Uploader { get; }

    internal VideoId Video { get; }

    internal UploadId Upload { get; }

    /// <summary>Bytes written and known to be on the disk; null before <see cref="ReceiveAsync"/> succeeded.</summary>
    internal long? Received { get; private set; }

    /// <summary>Writes the stream to the disk, holding one buffer of it in memory. May be called once.</summary>
    public async Task<Outcome<Done>> ReceiveAsync(Stream source, CancellationToken ct)
    {
        if (Create() is not { } file) return UploadRefusals.DiskFull;
        await using var target = file;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long received = 0, nextCheck = 0;
            while (await source.ReadAsync(buffer, ct) is var count and > 0)
            {
                received += count;
                if (received > most) return tooMuch;
                if (received > nextCheck)
                {
                    if (files.FreeBytes() - options.KeepFreeBytes < count) return UploadRefusals.DiskFull;
                    nextCheck = received + SpaceCheckBytes;
                }

                if (!await WriteAsync(target, buffer.AsMemory(0, count), ct)) return UploadRefusals.DiskFull;
            }

            if (!Flush(target)) return UploadRefusals.DiskFull;
            Received = received;
            return default(Done);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (!kept) files.Delete(Video);
        return ValueTask.CompletedTask;
    }

    internal void Keep() => kept = true;

    private FileStream? Create()
    {
        try
        {
            files.MakeFolder(Video);
            return new FileStream(files.FilmPath(Video), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool Flush(FileStream target)
    {
        try
        {
            target.Flush(flushToDisk: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<bool> WriteAsync(FileStream target, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await target.WriteAsync(bytes, ct);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
