using System.Buffers;
using System.Security.Cryptography;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>
/// Appends a stream to an unfinished film. A byte counts as received once it is flushed to the disk and the database says so,
/// in that order: what a client is told to have arrived survives the loss of power. A connection that breaks loses the bytes
/// since the last such moment at most; one that announced a checksum loses all, since nobody can tell whether they are right.
/// </summary>
/// <param name="recordAsync">Writes down how much is safe, before and now; the reason when the film may not go on.</param>
internal sealed class PartialWriter(
    FileStream file, MediaFiles films, UploadOptions options, RunningAppends.Lease lease, Func<long, long, Task<Refusal?>> recordAsync)
{
    private const int BufferBytes = 128 << 10;
    private const long RecordEvery = 16L << 20;

    // How often, in bytes, the free space is looked at again: other uploads fill the same disk.
    private const long SpaceCheckEvery = 64L << 20;

    private long recorded;
    private long written;

    /// <param name="start">Bytes that the film has; the file may hold more, which nobody was told of.</param>
    /// <param name="most">Bytes that the film may have then.</param>
    /// <param name="tooMuch">What to say when it has more.</param>
    /// <exception cref="IOException">The client's connection broke; what came before is kept.</exception>
    /// <exception cref="OperationCanceledException">The same, or another connection took over.</exception>
    public async Task<Outcome<AppendEnd>> WriteAsync(Stream source, long start, long most, Refusal tooMuch, Checksum? checksum, CancellationToken ct)
    {
        recorded = written = start;
        file.SetLength(start);
        file.Position = start;
        using var hash = checksum is null ? null : IncrementalHash.CreateHash(checksum.Algorithm);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        Refusal? refusal = null;
        var isWhole = false;
        try
        {
            var nextCheck = start;
            while (await source.ReadAsync(buffer, ct) is var count and > 0)
            {
                lease.ByteArrived();
                refusal = written + count > most ? tooMuch : FaultOfDisk(count, ref nextCheck) ?? await WriteAsync(buffer.AsMemory(0, count));
                if (refusal is not null) break;
                hash?.AppendData(buffer, 0, count);
                if (hash is null && written - recorded >= RecordEvery) refusal = await RecordAsync();
                if (refusal is not null) break;
            }

            isWhole = refusal is null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (hash is not null && !isWhole) TakeBack(start);

            // Not at all costs: the disk may be what is broken.
            if (!isWhole) await RecordAsync();
        }

        if (refusal is not null) return refusal;
        if (hash is not null && !CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), checksum!.Expected))
        {
            TakeBack(start);
            return AppendEnd.WrongChecksum;
        }

        return await RecordAsync() is { } fault ? fault : AppendEnd.Received;
    }

    private Refusal? FaultOfDisk(int count, ref long nextCheck)
    {
        if (written < nextCheck) return null;
        nextCheck = written + SpaceCheckEvery;
        return films.FreeBytes() - options.KeepFreeBytes < count ? UploadRefusals.DiskFull : null;
    }

    // The client's going away must not cut a write in two: no token.
    private async Task<Refusal?> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await file.WriteAsync(bytes, CancellationToken.None);
            written += bytes.Length;
            return null;
        }
        catch (IOException)
        {
            // A disk that became full in the middle took some of them.
            TakeBack(written);
            return UploadRefusals.DiskFull;
        }
    }

    private void TakeBack(long start)
    {
        written = start;
        file.SetLength(start);
    }

    private async Task<Refusal?> RecordAsync()
    {
        if (written == recorded) return null;
        try
        {
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            return UploadRefusals.DiskFull;
        }

        if (await recordAsync(recorded, written) is { } refusal) return refusal;
        recorded = written;
        return null;
    }
}
