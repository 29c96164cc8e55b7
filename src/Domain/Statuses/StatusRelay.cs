using System.Buffers.Binary;
using System.Text;
using System.Threading.Channels;
using Matinee.Realtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Statuses;

// With several nodes each keeps all statuses: what comes to one is told to the others, in batches, on one topic for every part
// of the rooms. A node that starts knows nothing and has it all after the few seconds in which players report again; a batch
// that is lost is made good by the next report. So a poll never asks anybody.
internal sealed class StatusRelay : BackgroundService
{
    private const int Topics = 16;
    private const int MostWaiting = 50_000;
    private const int MostInOneMessage = 200;

    private readonly StatusBoard board;
    private readonly IBackplane backplane;
    private readonly ILogger<StatusRelay> logger;
    private readonly byte[] node;

    // When the others cannot be reached the oldest go: they are the first that are of no use any more.
    private readonly Channel<Sent> waiting = Channel.CreateBounded<Sent>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public StatusRelay(StatusBoard board, IBackplane backplane, TimeProvider time, ILogger<StatusRelay> logger)
    {
        (this.board, this.backplane, this.logger) = (board, backplane, logger);
        node = Guid.CreateVersion7(time.GetUtcNow()).ToByteArray();
        board.Added = (room, user, label, status) => waiting.Writer.TryWrite(new Sent(room, user, label, status));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var hearing = new bool[Topics];
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                for (var i = 0; i < Topics; i++)
                {
                    if (hearing[i]) continue;
                    await backplane.SubscribeAsync(Topic(i), Receive);
                    hearing[i] = true;
                }

                await waiting.Reader.WaitToReadAsync(stoppingToken);
                await SendAsync();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception)
            {
                StatusesLog.RelayFailed(logger, exception);
                await Task.Delay(TimeSpan.FromSeconds(1.1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static string Topic(int part) => $"player-status:{part}";

    /// <summary>The same on every node, which the string's own hash is not.</summary>
    private static int PartOf(string room)
    {
        var hash = 2166136261u;
        foreach (var character in room) hash = (hash ^ character) * 16777619;
        return (int)(hash % Topics);
    }

    private async Task SendAsync()
    {
        var messages = new Dictionary<int, MemoryStream>();
        for (var i = 0; i < MostInOneMessage && waiting.Reader.TryRead(out var sent); i++)
        {
            var part = PartOf(sent.Room);
            if (!messages.TryGetValue(part, out var message))
            {
                messages[part] = message = new MemoryStream();
                message.Write(node);
            }

            Write(message, sent);
        }

        foreach (var (part, message) in messages) await backplane.PublishAsync(Topic(part), message.ToArray());
    }

    private static void Write(MemoryStream message, Sent sent)
    {
        Span<byte> head = stackalloc byte[9];
        BinaryPrimitives.WriteInt64LittleEndian(head, sent.Status.At);
        head[8] = sent.Status.IsHost ? (byte)1 : (byte)0;
        message.Write(head);
        var length = head[..4];
        foreach (var field in (byte[][])[Encoding.UTF8.GetBytes(sent.Room), Encoding.UTF8.GetBytes(sent.User), sent.Label, sent.Status.Text])
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, field.Length);
            message.Write(length);
            message.Write(field);
        }
    }

    private ValueTask Receive(ReadOnlyMemory<byte> message)
    {
        var rest = message.Span;
        if (rest.StartsWith(node)) return ValueTask.CompletedTask;
        rest = rest[node.Length..];
        while (!rest.IsEmpty)
        {
            var at = BinaryPrimitives.ReadInt64LittleEndian(rest);
            var isHost = rest[8] != 0;
            rest = rest[9..];
            var room = Encoding.UTF8.GetString(Field(ref rest));
            var user = Encoding.UTF8.GetString(Field(ref rest));
            var label = Field(ref rest).ToArray();
            board.AddFromElsewhere(room, user, label, new Status(at, isHost, Field(ref rest).ToArray()));
        }

        return ValueTask.CompletedTask;
    }

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        var field = rest.Slice(4, length);
        rest = rest[(4 + length)..];
        return field;
    }

    private sealed record Sent(string Room, string User, byte[] Label, Status Status);
}
