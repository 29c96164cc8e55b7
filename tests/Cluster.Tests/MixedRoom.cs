using System.Text.Json;
using Matinee.Doors.Tests.PlayerStatus;
using Matinee.Doors.Tests.Sessions;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchFlixx.Sockets;

namespace Matinee.Cluster.Tests;

/// <summary>A session of two nodes: its host on the first node's WebSocket, a member on the second node's Socket.IO.</summary>
internal sealed class MixedRoom : IAsyncDisposable
{
    private const string Password = "secure123";

    private readonly string id;
    private readonly string hostToken;

    private MixedRoom(ServerCluster cluster, ServerProcess first, ServerProcess second, Answer created)
    {
        (Cluster, First, Second) = (cluster, first, second);
        (id, hostToken) = (created["id"].GetString()!, created["token"].GetString()!);
    }

    public ServerCluster Cluster { get; }

    public ServerProcess First { get; }

    public ServerProcess Second { get; }

    /// <summary>The host's, through the first node.</summary>
    public SessionClient Session { get; private set; } = null!;

    /// <summary>The member's, through the second node.</summary>
    public PartyClient Party { get; private set; } = null!;

    public Person Member { get; private set; } = null!;

    public string Code { get; private set; } = "";

    public static async Task<MixedRoom> OpenAsync()
    {
        var cluster = await ServerCluster.StartAsync();
        var (first, second) = await cluster.AddTwoNodesAsync();
        var created = await first.Stranger().PostAsync("/api/sessions/create", new { name = "Movie Night", password = Password });
        Assert.Equal(200, created.Status);
        var room = new MixedRoom(cluster, first, second, created);
        room.Session = await SessionClient.ConnectAsync(first.Address, room.id, room.hostToken);
        room.Code = (await first.Stranger().Use(room.hostToken).GetAsync($"/v1/social/party/{room.id}"))["data.party.partyCode"].GetString()!;
        room.Member = await cluster.SignUpAsync(second, "ben");
        room.Party = await cluster.ConnectAsync(second, room.Member);
        await room.Party.DoAsync("party:join", new { partyCode = room.Code });
        await room.Session.HearAsync("user_joined");
        room.Session.Forget();
        room.Party.Forget();
        return room;
    }

    /// <summary>The host again, with the same token.</summary>
    public Task<SessionClient> ReconnectSessionAsync(ServerProcess node) => SessionClient.ConnectAsync(node.Address, id, hostToken);

    /// <summary>Somebody new, with the password.</summary>
    public async Task<SessionClient> JoinSessionAsync(ServerProcess node)
    {
        var joined = await node.Stranger().PostAsync("/api/sessions/join", new { session_id = id, password = Password });
        Assert.Equal(200, joined.Status);
        return await SessionClient.ConnectAsync(node.Address, id, joined["token"].GetString()!);
    }

    /// <summary>The session's host gives up the seat.</summary>
    public async Task LeaveSessionAsync() =>
        Assert.Equal(200, (await First.Stranger().Use(hostToken).PostAsync($"/v1/social/party/{id}/leave")).Status);

    /// <summary>The member's newest status, as who polls this node sees it.</summary>
    public async Task<JsonElement> StatusAsync(ServerProcess node) => (await node.Stranger().StatusesAsync(Member.AccountId, Code))[^1];

    /// <summary>The texts of all stored messages.</summary>
    public async Task<IReadOnlyList<string>> HistoryAsync(ServerProcess? node = null)
    {
        var person = (node ?? Second).As(Member);
        var texts = new List<string>();
        for (var before = ""; ;)
        {
            var page = await person.GetAsync($"/v1/social/party/{Code}/messages?limit=100{before}");
            JsonElement[] messages = [.. page["data.messages"].EnumerateArray()];
            texts.AddRange(messages.Select(message => message.GetProperty("message").GetString()!));
            if (!page["data.hasMore"].GetBoolean()) return texts;
            before = $"&before={messages[0].GetProperty("createdAt").GetDateTimeOffset().ToUnixTimeMilliseconds()}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
