using System.Diagnostics.CodeAnalysis;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Doors.WatchFlixx.Social;
using Matinee.SocketIo;

namespace Matinee.Doors.WatchFlixx.Sockets;

/// <summary>
/// Brings the news of parties to this node's sockets: one subscription per party that has sockets here, each event rendered
/// once for all of them. Every socket of a party is in the party's room and in its member's room.
/// </summary>
internal sealed class PartyRooms(PartyFeeds news, Parties parties, ServerClock clock, TimeProvider time)
{
    /// <summary>For how long a client whose connection broke misses nothing.</summary>
    public static readonly TimeSpan AwayLimit = TimeSpan.FromMinutes(2);

    private readonly Dictionary<PartyId, Feed> feeds = [];
    private readonly Lock gate = new();

    /// <summary>Set once, when the door is mapped.</summary>
    [AllowNull]
    public SocketIoNamespace Namespace { get; set; }

    /// <summary>Whether this node listens to the party's news.</summary>
    public bool Follows(PartyId party)
    {
        lock (gate) return feeds.ContainsKey(party);
    }

    /// <summary>From now on the socket hears the party's news.</summary>
    public async ValueTask EnterAsync(PartySocket socket, PartyId party)
    {
        Task<IAsyncDisposable> subscribed;
        lock (gate)
        {
            if (!feeds.TryGetValue(party, out var feed))
            {
                feeds[party] = feed = new Feed(news.FollowAsync(party, RenderAsync).AsTask());
            }

            feed.Connections.Add(socket.Connection);
            subscribed = feed.Subscribed;
        }

        try
        {
            await subscribed;
        }
        catch (Exception)
        {
            // The next one to enter tries anew.
            lock (gate)
            {
                if (feeds.TryGetValue(party, out var failed) && failed.Subscribed == subscribed) feeds.Remove(party);
            }

            throw;
        }

        socket.Socket.Join(Room(party));
        socket.Socket.Join(MemberRoom(party, socket.Viewer.Profile));
    }

    public void Exit(PartySocket socket, PartyId party)
    {
        socket.Socket.Leave(Room(party));
        socket.Socket.Leave(MemberRoom(party, socket.Viewer.Profile));
        var isLast = false;
        lock (gate)
        {
            if (feeds.TryGetValue(party, out var feed) && feed.Connections.Remove(socket.Connection)) isLast = feed.Connections.Count == 0;
        }

        if (isLast) _ = EndUnusedLaterAsync(party);
    }

    /// <summary>Stops listening to a party's news, if nobody here is connected to it.</summary>
    public bool EndUnused(PartyId party)
    {
        Feed? unused;
        lock (gate)
        {
            if (!feeds.TryGetValue(party, out unused) || unused.Connections.Count > 0) return false;
            feeds.Remove(party);
        }

        _ = unused.EndAsync();
        return true;
    }

    /// <summary>Whoever lost the connection may come back, and must find the news of the meantime.</summary>
    private async Task EndUnusedLaterAsync(PartyId party)
    {
        await Task.Delay(AwayLimit, time);
        EndUnused(party);
    }

    private static string Room(PartyId party) => $"party:{party.Value}";

    private static string MemberRoom(PartyId party, ProfileId member) => $"party:{party.Value}:{member.Value}";

    private async ValueTask RenderAsync(PartyNews news)
    {
        var all = Namespace.To(Room(news.Party));
        var others = news.Origin is { } origin ? all.Except(origin) : all;
        switch (news.Event)
        {
            case PartyEvent.MemberJoined joined:
                others.Emit("party:member_joined", new { member = MemberWire.Of(joined.Member), memberCount = joined.MemberCount });
                break;
            case PartyEvent.MemberChanged changed:
                others.Emit("party:member_update", new { member = MemberWire.Of(changed.Member) });
                break;
            case PartyEvent.MemberLeft left:
                Release(news.Party, left);
                all.Emit("party:member_left", new { member = MemberWire.Of(left.Member), memberCount = left.MemberCount, reason = ReasonName(left.Reason) });
                break;
            case PartyEvent.HostChanged change:
                await TellHostAsync(news.Party, change.NewHost);
                break;
            case PartyEvent.PlaybackChanged change:
                await TellPlaybackAsync(news, change, change.Playback.Actor is null ? all : others);
                break;
            case PartyEvent.SettingsChanged change:
                all.Emit("party:settings", new { settings = SettingsWire.Of(change.Settings) });
                break;
            case PartyEvent.Ended ended:
                all.Emit("party:ended", new { reason = ended.Reason });
                all.SocketsLeave(Room(news.Party));
                break;
            case PartyEvent.MessagePosted posted:
                all.Emit("party:message", MessageWire.Of(posted.Message));
                break;
            case PartyEvent.ReactionSent sent:
                all.Emit("party:reaction", ReactionWire.Of(sent.Reaction));
                break;
            case PartyEvent.TypingChanged typing:
                others.Emit("party:typing", new { user = PersonWire.Of(typing.Author), isTyping = typing.IsTyping });
                break;
        }
    }

    /// <summary>
    /// Who has left hears nothing more, whichever door or device the seat was given up through. Who is only gone has no
    /// connection, and is told what it missed when it comes back in time.
    /// </summary>
    private void Release(PartyId party, PartyEvent.MemberLeft left)
    {
        if (left.Reason == LeaveReason.Gone) return;
        var own = Namespace.To(MemberRoom(party, left.Member.Id));
        if (left.Reason == LeaveReason.Kicked) own.Emit("party:kicked", new { reason = "The host removed you from this party." });
        own.SocketsLeave(Room(party));
        own.SocketsLeave(MemberRoom(party, left.Member.Id));
    }

    /// <summary>Each member is told its own profile beside the new host's.</summary>
    private async ValueTask TellHostAsync(PartyId id, Member host)
    {
        if (await parties.FindAsync(id) is not { } party) return;
        foreach (var member in party.Members.Values)
        {
            Namespace.To(MemberRoom(id, member.Id)).Emit(
                "party:host_changed", new { newHost = MemberWire.Of(host), currentUserProfileId = member.Id.Value });
        }
    }

    private async ValueTask TellPlaybackAsync(PartyNews news, PartyEvent.PlaybackChanged change, SocketIoBroadcast to)
    {
        if (await parties.FindAsync(news.Party) is not { } party) return;
        var playback = PlaybackWire.AsSet(party, change.Playback, news.Epoch, clock.Now);
        switch (change.Change)
        {
            case PlaybackChange.Started:
                to.Emit("party:started", playback);
                break;
            case PlaybackChange.Played:
                to.Emit("party:play", playback);
                break;
            case PlaybackChange.Paused:
                to.Emit("party:pause", playback);
                break;
            case PlaybackChange.Sought:
                to.Emit("party:seek", playback with { WasPlaying = playback.IsPlaying });
                break;
            case PlaybackChange.RateChanged:
                to.Emit("party:sync", playback);
                break;
        }
    }

    private static string ReasonName(LeaveReason reason) => reason switch
    {
        LeaveReason.Left => "left",
        LeaveReason.Gone => "disconnected",
        LeaveReason.Kicked => "kicked",
    };

    private sealed class Feed(Task<IAsyncDisposable> subscribed)
    {
        public Task<IAsyncDisposable> Subscribed { get; } = subscribed;

        public HashSet<string> Connections { get; } = [];

        public async Task EndAsync() => await (await Subscribed).DisposeAsync();
    }
}
