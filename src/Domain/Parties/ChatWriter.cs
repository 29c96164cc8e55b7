using System.Threading.Channels;
using Matinee.Database;
using Matinee.Domain.Kernel;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Parties;

/// <summary>
/// Writes chat: all that is waiting in one transaction, then publishes in the order of the commit and completes. So a message
/// that was acknowledged or seen by anyone is on disk. Other nodes may write into the same party: the database says which
/// ordinal is next.
/// </summary>
internal sealed class ChatWriter : IAsyncDisposable
{
    private const int MostInOneCommit = 500;

    private readonly Channel<Entry> entries = Channel.CreateBounded<Entry>(new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly IDatabase database;
    private readonly ChatStore store;
    private readonly TimeProvider time;
    private readonly ILogger<ChatWriter> logger;
    private readonly Task loop;

    public ChatWriter(IDatabase database, ChatStore store, TimeProvider time, ILogger<ChatWriter> logger)
    {
        this.database = database;
        this.store = store;
        this.time = time;
        this.logger = logger;
        loop = Task.Run(WriteAsync);
    }

    /// <summary>Completes with the message as it stands on disk: the first one, when its client id was posted before.</summary>
    /// <param name="published">Called after the commit, in the order of the messages, for those that are new.</param>
    public async Task<ChatMessage> PostAsync(
        PartyId party, Author author, string text, double? videoPosition, string? clientId, Func<ChatMessage, ValueTask> published)
    {
        var draft = new ChatMessage(new MessageId(NewId.At(time)), party, 0, author, text, videoPosition, clientId);
        var entry = new Entry(draft, published, new TaskCompletionSource<ChatMessage>(TaskCreationOptions.RunContinuationsAsynchronously));
        await entries.Writer.WriteAsync(entry);
        return await entry.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        entries.Writer.TryComplete();
        await loop;
    }

    private async Task WriteAsync()
    {
        var batch = new List<Entry>();
        while (await entries.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MostInOneCommit && entries.Reader.TryRead(out var entry)) batch.Add(entry);
            try
            {
                var written = await database.WriteAsync(session => SaveAsync(session, batch));
                for (var i = 0; i < batch.Count; i++)
                {
                    if (written[i].IsNew) await batch[i].Published(written[i].Message);
                    batch[i].Done.TrySetResult(written[i].Message);
                }
            }
            catch (Exception exception)
            {
                PartiesLog.ChatFailed(logger, batch.Count, exception);
                foreach (var entry in batch) entry.Done.TrySetException(exception);
            }
        }
    }

    private async Task<List<(ChatMessage Message, bool IsNew)>> SaveAsync(DbSession session, List<Entry> batch)
    {
        var newest = new Dictionary<PartyId, long>();
        foreach (var party in batch.Select(entry => entry.Draft.Party).Distinct().OrderBy(party => party.Value, StringComparer.Ordinal))
            newest[party] = await store.LockNewestOrdinalAsync(session, party);

        var written = new List<(ChatMessage, bool)>(batch.Count);
        foreach (var entry in batch)
        {
            // Now, or the first millisecond after the party's newest message, also when the wall clock steps back.
            var party = entry.Draft.Party;
            var message = entry.Draft with { Ordinal = Math.Max(newest[party] + 1, time.GetUtcNow().ToUnixTimeMilliseconds()) };
            if (await store.AddAsync(session, message))
            {
                newest[party] = message.Ordinal;
                written.Add((message, true));
            }
            else
            {
                written.Add((await FirstAsync(session, message), false));
            }
        }

        return written;
    }

    private async Task<ChatMessage> FirstAsync(DbSession session, ChatMessage again) =>
        await store.FindByClientIdAsync(session, again.Party, again.Author.Profile, again.ClientId!) ?? again;

    private sealed record Entry(ChatMessage Draft, Func<ChatMessage, ValueTask> Published, TaskCompletionSource<ChatMessage> Done);
}
