using Matinee.Domain.Kernel;
using Matinee.Realtime;

namespace Matinee.Domain.Parties;

/// <summary>
/// The news of parties for those who pass them on. A feed follows the party's state by its news; when some were lost on the way
/// it looks at the state as it is now, and tells what is different, and the messages that were missed.
/// </summary>
public sealed class PartyFeeds(IBackplane backplane, Parties parties, PartyChat chat, TimeProvider time)
{
    /// <summary>From when this returns until it is disposed: the party's news in their order, one at a time.</summary>
    public async ValueTask<IAsyncDisposable> FollowAsync(PartyId party, Func<PartyNews, ValueTask> handler)
    {
        var feed = new Feed(parties, chat, time, party, handler);
        var subscription = await backplane.SubscribeAsync(
            PartyTopics.Of(party), message => feed.PassOnAsync(PartyTopics.Decode(message)), feed.CatchUpAsync);
        try
        {
            await feed.LookAsync();
            return subscription;
        }
        catch (Exception)
        {
            await subscription.DisposeAsync();
            throw;
        }
    }

    private sealed class Feed(Parties parties, PartyChat chat, TimeProvider time, PartyId id, Func<PartyNews, ValueTask> handler)
    {
        // A message that was posted while the feed began may be told twice after a gap; clients know messages by their ids.
        private readonly DateTimeOffset began = time.GetUtcNow();
        private readonly Lock gate = new();
        private Party? seen;
        private DateTimeOffset? newestMessage;

        /// <summary>Takes the present state as the one that has been told.</summary>
        public async Task LookAsync()
        {
            var present = await parties.FindAsync(id);
            lock (gate) seen = seen is null || IsNewer(present, seen) ? present : seen;
        }

        public async ValueTask PassOnAsync(PartyNews news)
        {
            if (news.Event is PartyEvent.MessagePosted posted) newestMessage = posted.Message.CreatedAt;
            lock (gate)
            {
                if (seen is not null && news.Epoch == seen.Epoch && news.Seq == seen.Seq + 1) seen = PartyRules.Apply(seen, news.Event);
            }

            await handler(news);
        }

        public async ValueTask CatchUpAsync()
        {
            Party? now;
            try
            {
                now = await parties.FindAsync(id);
            }
            catch (RealtimeUnavailableException)
            {
                // Away again; another gap will be told when it is back.
                return;
            }

            if (now is null) return;
            Party? before;
            lock (gate) (before, seen) = (seen, now);
            if (before is not null)
            {
                foreach (var missed in PartyCatchUp.Between(before, now, time.GetUtcNow()))
                    await handler(new PartyNews(id, now.Epoch, now.Seq, Origin: null, missed));
            }

            foreach (var message in await chat.MessagesSinceAsync(id, newestMessage ?? began))
                await PassOnAsync(new PartyNews(id, now.Epoch, now.Seq, Origin: null, new PartyEvent.MessagePosted(message)));
        }

        private static bool IsNewer(Party? one, Party other) => one is not null && (one.Epoch, one.Seq).CompareTo((other.Epoch, other.Seq)) > 0;
    }
}
