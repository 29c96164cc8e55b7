using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Doors.Sessions.Sockets;

/// <summary>What goes out, rendered; of a chat message also which one it is.</summary>
internal readonly record struct Frame(ReadOnlyMemory<byte> Bytes, ChatMessage? Chat = null);

// One member's WebSocket. Frames go into a queue with a bound, and one loop writes them; who sends never waits for who reads.
// Until the replay has been put in front (GoLive), what happens meanwhile is held back, so that nothing is lost between the
// two, and what the replay has already is left out, so that nothing comes twice. Whoever closes gives the reason once: the
// queue takes nothing more, what is in it goes out (not to a slow reader), the close frame follows, and the peer has a moment
// to answer it before the connection is cut.
internal sealed class SessionConnection(
    string id, PartyId session, Caller caller, Viewer viewer, SocketOptions options, RateBuckets buckets, TimeProvider time)
{
    // An entry has a price beyond its bytes, so that a flood of small ones is bounded too.
    private const int FrameCost = 64;
    private const int FirstBuffer = 4096;
    /// <summary>Milliseconds after which no news of a message that was replayed can still come.</summary>
    private const long NewsAreLate = 60_000;

    private readonly Channel<ReadOnlyMemory<byte>> frames = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new() { SingleReader = true });
    private readonly Lock gate = new();
    private List<Frame>? held = [];
    private Replayed? replayed;
    private long waiting;
    private CloseReason? closing;
    private WebSocket? socket;

    public string Id => id;

    public PartyId Session => session;

    public Caller Caller => caller;

    public Viewer Viewer => viewer;

    public ProfileId Member => viewer.Profile;

    public RateBuckets Buckets => buckets;

    public void Send(Frame frame)
    {
        lock (gate)
        {
            if (closing is not null || IsReplayed(frame) || !Reserve(frame.Bytes.Length)) return;
            if (held is not null) held.Add(frame);
            else frames.Writer.TryWrite(frame.Bytes);
        }
    }

    /// <summary>Sends the newest messages, then what has happened since the connection was entered, then whatever comes.</summary>
    /// <param name="isWhole">The replay has all messages of the session; else there are older ones, which are left out.</param>
    public void GoLive(IReadOnlyList<Frame> replay, bool isWhole)
    {
        lock (gate)
        {
            if (replay.Count > 0)
            {
                replayed = new Replayed(
                    [.. replay.Select(frame => frame.Chat!.Id)], isWhole ? long.MinValue : replay[0].Chat!.Ordinal, replay[^1].Chat!.Ordinal);
            }

            foreach (var frame in replay)
            {
                if (closing is null && Reserve(frame.Bytes.Length)) frames.Writer.TryWrite(frame.Bytes);
            }

            foreach (var frame in held ?? [])
            {
                if (IsReplayed(frame)) Release(frame.Bytes.Length);
                else frames.Writer.TryWrite(frame.Bytes);
            }

            held = null;
        }
    }

    /// <summary>The first reason counts.</summary>
    public void Close(CloseReason reason)
    {
        lock (gate)
        {
            if (closing is not null) return;
            closing = reason;
            frames.Writer.TryComplete();
        }

        _ = AbortLaterAsync();
    }

    /// <summary>Reads messages one after the other until either side closes; returns when the close has been written.</summary>
    public async Task RunAsync(WebSocket opened, Func<ReadOnlyMemory<byte>, ValueTask> handle)
    {
        socket = opened;
        var writing = WriteAsync(opened);
        try
        {
            await ReadAsync(opened, handle);
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            opened.Abort();
        }

        Close(CloseReason.Answered);
        await writing;
    }

    private async Task ReadAsync(WebSocket opened, Func<ReadOnlyMemory<byte>, ValueTask> handle)
    {
        while (true)
        {
            // Waiting costs no buffer; only an empty message is complete with an empty one.
            var part = await opened.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
            try
            {
                var length = 0;
                while (part.MessageType != WebSocketMessageType.Close && !part.EndOfMessage)
                {
                    if (length == buffer.Length) Grow(ref buffer);
                    part = await opened.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += part.Count;
                    if (length > options.LargestMessage) Close(CloseReason.MessageTooBig);

                    // The rest is read and dropped, so that the close frame reaches the peer.
                    if (IsClosing) length = 0;
                }

                if (part.MessageType == WebSocketMessageType.Close) return;
                if (part.MessageType == WebSocketMessageType.Binary) Close(CloseReason.TextOnly);
                if (!IsClosing) await handle(buffer.AsMemory(0, length));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private async Task WriteAsync(WebSocket opened)
    {
        try
        {
            await foreach (var bytes in frames.Reader.ReadAllAsync())
            {
                if (closing == CloseReason.SlowReader) break;
                await opened.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                lock (gate) Release(bytes.Length);
            }

            if (closing is { } reason && opened.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await opened.CloseOutputAsync((WebSocketCloseStatus)reason.Code, reason.Text, CancellationToken.None);
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            opened.Abort();
        }
    }

    /// <summary>A message is on disk, and so in the replay, before its news are here: they can come after the replay too.</summary>
    private bool IsReplayed(Frame frame)
    {
        if (replayed is not { } present || frame.Chat is not { } chat) return false;
        if (present.Ids.Contains(chat.Id) || chat.Ordinal < present.Oldest) return true;
        if (chat.Ordinal - present.Newest > NewsAreLate) replayed = null;
        return false;
    }

    private bool IsClosing
    {
        get
        {
            lock (gate) return closing is not null;
        }
    }

    /// <summary>False, and the connection closes, when its reader has fallen too far behind.</summary>
    private bool Reserve(int bytes)
    {
        if (waiting > 0 && waiting + bytes + FrameCost > options.MostWaiting)
        {
            Close(CloseReason.SlowReader);
            return false;
        }

        waiting += bytes + FrameCost;
        return true;
    }

    private void Release(int bytes) => waiting -= bytes + FrameCost;

    private async Task AbortLaterAsync()
    {
        await Task.Delay(options.CloseTime, time);
        socket?.Abort();
    }

    private static void Grow(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private static bool IsTransportFailure(Exception exception) =>
        exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    /// <param name="Oldest">What is older is left out, because the replay has its place.</param>
    private sealed record Replayed(HashSet<MessageId> Ids, long Oldest, long Newest);
}
