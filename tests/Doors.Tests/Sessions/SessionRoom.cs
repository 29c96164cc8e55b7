using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

/// <summary>A session whose members are connected; nothing is unread when it opens.</summary>
internal sealed class SessionRoom : IAsyncDisposable
{
    private readonly List<SessionClient> clients = [];

    private SessionRoom(SessionMember host) => Host = host;

    /// <summary>Who made the session.</summary>
    public SessionMember Host { get; }

    public List<SessionMember> Viewers { get; } = [];

    public string Id => Host.Session;

    public SessionClient HostClient => clients[0];

    public SessionMember Viewer => Viewers[0];

    public SessionClient ViewerClient => clients[1];

    public SessionClient OtherClient => clients[2];

    public static async Task<SessionRoom> OpenAsync(MatineeHost server, int viewers = 1)
    {
        var room = new SessionRoom(await server.CreateSessionAsync());
        room.clients.Add(await room.Host.ConnectAsync());
        for (var i = 0; i < viewers; i++)
        {
            var viewer = await server.JoinSessionAsync(room.Id);
            room.Viewers.Add(viewer);
            room.clients.Add(await viewer.ConnectAsync());
        }

        await room.SettleAsync();
        return room;
    }

    /// <summary>Everything that was sent before this has been heard by all; nothing is unread.</summary>
    public async Task SettleAsync()
    {
        // Once for all to be past their replay, whose messages may be younger than what comes after it; once for the order.
        await PassMarkerAsync();
        await PassMarkerAsync();
    }

    private async Task PassMarkerAsync()
    {
        var marker = Guid.CreateVersion7().ToString();
        await HostClient.ChatAsync(marker);
        foreach (var client in clients)
        {
            while ((await client.NextAsync()).GetProperty("payload").TryGetProperty("message", out var message) == false || message.GetString() != marker)
            {
            }
        }
    }

    /// <summary>The host is served as before, whatever was done to others.</summary>
    public Task<IReadOnlyList<string>> SettleAliveAsync() => HostClient.SettleAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) await client.DisposeAsync();
    }
}
