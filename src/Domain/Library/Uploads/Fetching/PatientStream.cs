namespace Matinee.Domain.Library;

/// <summary>A body whose sender may neither pause for long nor be slow for long: then reading ends with an <see cref="IOException"/>.</summary>
internal sealed class PatientStream(Stream inner, FetchOptions options, TimeProvider time) : Stream
{
    private TimeSpan waited;
    private long came;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var pause = new CancellationTokenSource(options.LongestPause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellationToken);
        var began = time.GetTimestamp();
        try
        {
            var count = await inner.ReadAsync(buffer, either.Token);
            if (count > 0) CheckRate(count, time.GetElapsedTime(began));
            return count;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The sender paused for too long.", exception);
        }
    }

    private void CheckRate(int count, TimeSpan waitedForIt)
    {
        (came, waited) = (came + count, waited + waitedForIt);
        if (waited < options.RateWindow) return;
        if (came < options.SlowestRate * waited.TotalSeconds) throw new IOException("The sender is too slow.");
        (came, waited) = (0, TimeSpan.Zero);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
