using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

/// <summary>A party whose members are connected: "ana" is its host. Nothing is unread when it opens.</summary>
internal sealed class PartyRoom : IAsyncDisposable
{
    private readonly MatineeHost host;
    private readonly Dictionary<string, Person> people = [];
    private readonly Dictionary<string, PartyClient> clients = [];
    private readonly List<PartyClient> all = [];

    private PartyRoom(MatineeHost host) => this.host = host;

    public string Id { get; private set; } = "";

    public string Code { get; private set; } = "";

    public PartyClient Ana => clients["ana"];

    public PartyClient Ben => clients["ben"];

    public PartyClient Cleo => clients["cleo"];

    public static async Task<PartyRoom> OpenAsync(MatineeHost host, params string[] members)
    {
        var room = new PartyRoom(host);
        var ana = await room.ConnectAsync("ana");
        var created = await ana.DoAsync("party:create", new { contentId = await host.AddFilmAsync(room.Person("ana")) });
        room.Id = created.GetProperty("party").Id();
        room.Code = created.GetProperty("partyCode").GetString()!;
        foreach (var name in members) await (await room.ConnectAsync(name)).DoAsync("party:join", new { partyCode = room.Code });
        await room.SettleAsync();
        foreach (var client in room.all) client.Forget();
        return room;
    }

    public Person Person(string name) => people[name];

    public string Profile(string name) => people[name].ProfileId;

    /// <summary>Signs up, connects, and does not join. One more connection of the same person when the name is known.</summary>
    public async Task<PartyClient> ConnectAsync(string name)
    {
        if (!people.TryGetValue(name, out var person)) people[name] = person = await host.SignUpAsync(name);
        var client = await PartyClient.ConnectAsync(Server(host), person.AccessToken);
        clients.TryAdd(name, client);
        all.Add(client);
        return client;
    }

    public static Uri Server(MatineeHost host) => host.Stranger().Http.BaseAddress!;

    /// <summary>
    /// Everything that was asked before this has been heard by the members: news of a party keep their order, and this sends one
    /// more through and waits until the given clients (else ana, ben and cleo) hear it.
    /// </summary>
    public async Task SettleAsync(params PartyClient[] members)
    {
        if (members.Length == 0) members = [.. clients.Values];
        var marker = Guid.CreateVersion7().ToString();
        await members[0].DoAsync("party:message", new { message = marker });
        foreach (var member in members)
        {
            while ((await member.HearAsync("party:message")).GetProperty("message").GetString() != marker)
            {
            }
        }
    }

    /// <summary>The party's playback as its host sees it.</summary>
    public async Task<JsonElement> PlaybackAsync() => (await Ana.DoAsync("party:sync_request")).GetProperty("playback");

    public async ValueTask DisposeAsync()
    {
        foreach (var client in all) await client.DisposeAsync();
    }
}
