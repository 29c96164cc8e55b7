using System.Collections.Immutable;
using System.Text.Json;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Realtime;

namespace Matinee.Doors.Sessions.Sockets;

/// <summary>
/// Brings what happens in sessions to this node's connections. A session with connections here has two subscriptions: the
/// party's news, which come from every door, and a topic of this door alone for what passes between its clients (signals,
/// requests to the host's player). Each is rendered once for all.
/// </summary>
internal sealed class SessionRooms(IBackplane backplane, PartyFeeds feeds, Parties parties, ServerClock clock, TimeProvider time)
{
    private readonly Dictionary<PartyId, Room> rooms = [];
    private readonly Lock gate = new();

    /// <summary>From now on the connection is sent what happens in its session.</summary>
    public async ValueTask EnterAsync(SessionConnection connection)
    {
        Room? room;
        lock (gate)
        {
            if (!rooms.TryGetValue(connection.Session, out room))
                rooms[connection.Session] = room = new Room(SubscribeAsync(connection.Session));
            room.Connections = room.Connections.Add(connection);
        }

        try
        {
            await room.Subscribed;
        }
        catch (Exception)
        {
            // The next one to enter tries anew.
            lock (gate)
            {
                if (rooms.TryGetValue(connection.Session, out var failed) && failed == room) rooms.Remove(connection.Session);
            }

            throw;
        }
    }

    public async ValueTask ExitAsync(SessionConnection connection)
    {
        Room? last = null;
        lock (gate)
        {
            if (!rooms.TryGetValue(connection.Session, out var room)) return;
            room.Connections = room.Connections.Remove(connection);
            if (room.Connections.IsEmpty && rooms.Remove(connection.Session)) last = room;
        }

        if (last is null) return;
        foreach (var subscription in await last.Subscribed) await subscription.DisposeAsync();
    }

    /// <summary>Sends a frame to one user's connections, or to those of all other users, on every node.</summary>
    public ValueTask RelayAsync(SessionConnection from, string? target, ReadOnlyMemory<byte> frame)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new Relay(from.Member.Value, target));
        return backplane.PublishAsync(RelayTopic(from.Session), (byte[])[.. header, (byte)'\n', .. frame.Span]);
    }

    /// <summary>The playback as it is now; nothing before the party has started.</summary>
    public Frame? PlaybackOf(Party party) =>
        party.Status == PartyStatus.Waiting ? null : new Frame(RenderPlayback(party, party.Playback));

    public Frame RenderChat(ChatMessage message) => new(
        SocketWire.Write(MessageType.Chat, ChatWire.Of(message), message.Party.Value, message.Author.Profile.Value, message.Ordinal),
        message);

    private static string RelayTopic(PartyId session) => $"session-relay:{session}";

    private async Task<IAsyncDisposable[]> SubscribeAsync(PartyId session) =>
    [
        await feeds.FollowAsync(session, TellAsync),
        await backplane.SubscribeAsync(RelayTopic(session), message => PassOn(session, message)),
    ];

    private ValueTask PassOn(PartyId session, ReadOnlyMemory<byte> message)
    {
        var end = message.Span.IndexOf((byte)'\n');
        var relay = JsonSerializer.Deserialize<Relay>(message.Span[..end])!;
        var frame = new Frame(message[(end + 1)..]);
        foreach (var connection in Connections(session))
        {
            var isFor = relay.Target is null ? connection.Member.Value != relay.From : connection.Member.Value == relay.Target;
            if (isFor) connection.Send(frame);
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask TellAsync(PartyNews news)
    {
        switch (news.Event)
        {
            case PartyEvent.MessagePosted posted:
                Send(news.Party, RenderChat(posted.Message));
                break;
            case PartyEvent.MemberJoined { Member: { HasArrived: true } member }:
                Send(news.Party, RenderUser(MessageType.UserJoined, news.Party, member), except: member.Id);
                break;
            case PartyEvent.MemberChanged { IsArrival: true, Member: var member }:
                Send(news.Party, RenderUser(MessageType.UserJoined, news.Party, member), except: member.Id);
                break;
            case PartyEvent.MemberLeft left:
                foreach (var own in Connections(news.Party).Where(connection => connection.Member == left.Member.Id)) own.Close(CloseReason.Of(left.Reason));
                if (left.Member.HasArrived) Send(news.Party, RenderUser(MessageType.UserLeft, news.Party, left.Member), except: left.Member.Id);
                break;
            case PartyEvent.PlaybackChanged change when !SessionConnections.IsOne(news.Origin):
                if (await parties.FindAsync(news.Party) is { } party) Send(news.Party, new Frame(RenderPlayback(party, change.Playback)));
                break;
            case PartyEvent.Ended:
                foreach (var connection in Connections(news.Party)) connection.Close(CloseReason.SessionEnded);
                break;
        }
    }

    private void Send(PartyId session, Frame frame, ProfileId? except = null)
    {
        foreach (var connection in Connections(session))
        {
            if (connection.Member != except) connection.Send(frame);
        }
    }

    private ImmutableList<SessionConnection> Connections(PartyId session)
    {
        lock (gate) return rooms.TryGetValue(session, out var room) ? room.Connections : [];
    }

    private Frame RenderUser(string type, PartyId session, Member member) =>
        new(SocketWire.Write(type, new UserWire(member.Id.Value, member.Name), session.Value, member.Id.Value, Now()));

    /// <summary>What the server did by itself (a hold, the film's end) goes out as the host's.</summary>
    private ReadOnlyMemory<byte> RenderPlayback(Party party, Playback playback)
    {
        var by = playback.Actor ?? party.Host?.Id ?? party.Founder;
        var state = new PlaybackWire(playback.IsPlaying, playback.PositionAt(clock.Now, party.Content.Duration), Volume: 1);
        return SocketWire.Write(MessageType.PlaybackState, state, party.Id.Value, by?.Value ?? "", Now());
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Relay(string From, string? Target);

    private sealed class Room(Task<IAsyncDisposable[]> subscribed)
    {
        public Task<IAsyncDisposable[]> Subscribed { get; } = subscribed;

        public ImmutableList<SessionConnection> Connections { get; set; } = [];
    }
}
