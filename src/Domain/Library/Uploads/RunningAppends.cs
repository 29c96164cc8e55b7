using System.Collections.Concurrent;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>
/// Who on this node is writing to which upload. A connection that brings bytes is left alone; one that has stalled, as it does
/// when a phone changes networks, is ended for whoever comes next, so that a client can resume at once.
/// </summary>
internal sealed class RunningAppends(TimeProvider time)
{
    /// <summary>For films in pieces: what the ended connection brought stays, so little patience costs nothing.</summary>
    public static readonly TimeSpan PatienceWithPieces = TimeSpan.FromSeconds(2);

    /// <summary>For films in one stream: what the ended connection brought is lost.</summary>
    public static readonly TimeSpan PatienceWithWholes = TimeSpan.FromSeconds(43);

    private static readonly TimeSpan LongestEnding = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<UploadId, Lease> leases = new();

    /// <summary>Null when somebody else is at it. Dispose the lease.</summary>
    /// <param name="patience">How long the other may bring nothing before it is ended; zero ends it in any case.</param>
    public async Task<Lease?> AcquireAsync(UploadId upload, TimeSpan patience, CancellationToken ct)
    {
        var lease = new Lease(this, upload, time);
        while (!leases.TryAdd(upload, lease))
        {
            if (!leases.TryGetValue(upload, out var other)) continue;
            if (patience > TimeSpan.Zero && time.GetUtcNow() - other.LastByteAt < patience) return null;
            if (!await other.EndAsync(LongestEnding, time, ct)) return null;
        }

        return lease;
    }

    public bool IsRunning(UploadId upload) => leases.ContainsKey(upload);

    internal sealed class Lease(RunningAppends running, UploadId upload, TimeProvider time) : IDisposable
    {
        private readonly CancellationTokenSource ended = new();
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long lastByteTicks = time.GetUtcNow().UtcTicks;

        /// <summary>Cancelled when another one takes over.</summary>
        public CancellationToken Ended => ended.Token;

        public DateTimeOffset LastByteAt => new(Interlocked.Read(ref lastByteTicks), TimeSpan.Zero);

        public void ByteArrived() => Interlocked.Exchange(ref lastByteTicks, time.GetUtcNow().UtcTicks);

        public void Dispose()
        {
            running.leases.TryRemove(new KeyValuePair<UploadId, Lease>(upload, this));
            released.TrySetResult();

            // Not disposed: another one may be about to cancel it, and it holds nothing but memory.
        }

        internal async Task<bool> EndAsync(TimeSpan atMost, TimeProvider time, CancellationToken ct)
        {
            await ended.CancelAsync();
            try
            {
                await released.Task.WaitAsync(atMost, time, ct);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }
}
