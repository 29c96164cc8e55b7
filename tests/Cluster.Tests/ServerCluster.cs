using System.Text.Json;
using Matinee.Database;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchFlixx.Sockets;

namespace Matinee.Cluster.Tests;

/// <summary>Servers on one PostgreSQL and one Redis; skips the test where either is missing.</summary>
internal sealed class ServerCluster : IAsyncDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("matinee-cluster-");
    private readonly List<ServerProcess> nodes = [];
    private readonly List<PartyClient> clients = [];
    private readonly string server;
    private readonly string name = $"matinee_{Guid.CreateVersion7():N}";
    private readonly int seatGraceSeconds;
    private int people;

    private ServerCluster(string server, RedisServer redis, int seatGraceSeconds)
    {
        this.server = server;
        this.seatGraceSeconds = seatGraceSeconds;
        Redis = redis;
        Database = DatabaseModule.Open(new DatabaseOptions { ConnectionString = ConnectionString });
    }

    public RedisServer Redis { get; }

    public IDatabase Database { get; }

    private string ConnectionString => $"{server};Database={name};Maximum Pool Size=15";

    public static async Task<ServerCluster> StartAsync(int seatGraceSeconds = 30)
    {
        var given = Environment.GetEnvironmentVariable("MATINEE_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrWhiteSpace(given), "MATINEE_TEST_POSTGRES names no server.");
        var cluster = new ServerCluster(given, await RedisServer.StartNewAsync(), seatGraceSeconds);
        await cluster.RunAsync($"create database {cluster.name}");
        return cluster;
    }

    /// <param name="limits">Rate limits by policy; the others are far away.</param>
    public async Task<ServerProcess> AddNodeAsync(params (string Policy, int Limit)[] limits)
    {
        var settings = new Dictionary<string, string>
        {
            ["Matinee:DataDirectory"] = data.FullName,
            ["Matinee:Party:SeatGraceSeconds"] = $"{seatGraceSeconds}",
            ["ConnectionStrings:Database"] = ConnectionString,
            ["ConnectionStrings:Redis"] = Redis.ConnectionString,
        };
        foreach (var (policy, limit) in limits) settings[$"Matinee:RateLimits:{policy}"] = $"{limit}";
        var node = new ServerProcess(settings);
        nodes.Add(node);
        await node.StartAsync();
        return node;
    }

    /// <summary>Started in the same moment, as after a power cut.</summary>
    public async Task<(ServerProcess First, ServerProcess Second)> AddTwoNodesAsync(params (string Policy, int Limit)[] limits)
    {
        var both = await Task.WhenAll(AddNodeAsync(limits), AddNodeAsync(limits));
        return (both[0], both[1]);
    }

    public async Task<Person> SignUpAsync(ServerProcess node, string firstName)
    {
        var person = node.Stranger();
        var email = $"{firstName}{++people}@example.org";
        var registered = await person.PostAsync(
            "/v1/auth/register", new { email, password = Person.Password, firstName, lastName = "Tester", acceptTerms = true });
        Assert.Equal(201, registered.Status);
        await person.LogInAsync(email);
        return person;
    }

    public async Task<PartyClient> ConnectAsync(ServerProcess node, Person person)
    {
        var client = await PartyClient.ConnectAsync(node.Address, person.AccessToken);
        clients.Add(client);
        return client;
    }

    /// <summary>Through this node; answers the party's code.</summary>
    public async Task<string> CreatePartyAsync(PartyClient host, Person owner)
    {
        var film = Guid.CreateVersion7().ToString();
        await Database.WriteAsync(session => session.ExecuteAsync(
            """
            insert into videos (id, upload_id, owner_id, title, description, visibility, status, duration, size_bytes, created_at, updated_at)
            values (@film, @upload, @owner, 'The Great Adventure', '', 'private', 'ready', 5400, 1, 1, 1)
            """,
            new { film, upload = Guid.CreateVersion7().ToString(), owner = owner.AccountId }));
        return (await host.DoAsync("party:create", new { contentId = film })).GetProperty("partyCode").GetString()!;
    }

    /// <summary>The client's events of this name until it has heard so many.</summary>
    public static async Task<IReadOnlyList<JsonElement>> HearAsync(PartyClient client, string eventName, int count)
    {
        var heard = new List<JsonElement>();
        while (heard.Count < count) heard.Add(await client.HearAsync(eventName));
        return heard;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) await client.DisposeAsync();
        foreach (var node in nodes) await node.DisposeAsync();
        await Redis.DisposeAsync();
        await Database.DisposeAsync();
        await RunAsync($"drop database if exists {name} with (force)");
        data.Delete(recursive: true);
    }

    private async Task RunAsync(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create($"{server};Database=postgres;Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
