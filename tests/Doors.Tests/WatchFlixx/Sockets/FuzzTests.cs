using System.Globalization;
using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

public sealed class FuzzOnSqlite(SocketHost host) : FuzzTests(host), IClassFixture<SocketHost>;

public sealed class FuzzOnPostgres : FuzzTests, IClassFixture<PostgresSocketHost>
{
    public FuzzOnPostgres(PostgresSocketHost host)
        : base(host) => PostgresMatineeHost.SkipWithoutServer();
}

/// <summary>Generated payloads over all events, from the host, with a second member in the room. The seed is fixed.</summary>
public abstract class FuzzTests(MatineeHost host)
{
    private const int Seed = 20260301;
    private const int Payloads = 3200;

    // As many as fit into a connection's allowance of events, so that the handlers and not the flood guard see them.
    private const int PerConnection = 200;

    private static readonly string[] Events =
    [
        "party:create", "party:join", "party:start", "party:play", "party:pause", "party:seek", "party:rate", "party:undo_seek", "party:sync_request", "party:message",
        "party:reaction", "party:typing", "party:heartbeat", "party:buffering", "party:hand_over", "party:kick", "party:settings", "party:clock",
    ];

    private static readonly string[] Fields =
    [
        "contentId", "episodeId", "maxMembers", "isPublic", "settings", "partyCode", "timestamp", "wasPlaying", "rate", "message", "clientMessageId",
        "emoji", "position", "isTyping", "isPlaying", "quality", "latency", "isBuffering", "profileId", "waitForBufferers", "lagPolicy", "guestsAllowed", "t0", "x", "y",
    ];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "0.5", "1.5", "5400", "99999", "1e308", "-1e308", "1e999", "-1e999", "1e-400", "9007199254740993",
        "2147483648", "-2147483649", "\"\"", "\" \"", "\"x\"", "\"NaN\"", "\"QUORUM\"", "\"CATCH_UP\"", "\"1\"", "\"😂\"", "\"👨‍👩‍👧‍👦\"", "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"a\\u0000b\"",
        "\"\\u202e\"", "\"'; drop table parties; --\"", "\"__proto__\"", "\"0198c0de-0000-7000-8000-000000000001\"", "\"{0}\"", "\"%n\"",
    ];

    [Fact]
    public async Task Nothing_that_one_client_sends_harms_the_server_or_the_other()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var random = new Random(Seed);
        var known = new[] { room.Code, room.Id, await host.AddFilmAsync(room.Person("ana")), room.Profile("ana") };
        for (var sent = 0; sent < Payloads; sent += PerConnection)
        {
            await using var fuzzer = await PartyClient.ConnectAsync(PartyRoom.Server(host), room.Person("ana").AccessToken);
            await fuzzer.DoAsync("party:join", new { partyCode = room.Id });
            var answers = new List<Task>();
            for (var i = 0; i < PerConnection - 1; i++)
            {
                var name = Events[random.Next(Events.Length)];
                var arguments = Arguments(random, known);
                if (random.Next(3) == 0) await fuzzer.TellTextAsync(name, arguments);
                else answers.Add(AssertAnsweredAsync(fuzzer, name, arguments));

                // A client that asks without reading what it is answered is dropped as a slow reader.
                if (answers.Count >= 20)
                {
                    await Task.WhenAll(answers);
                    answers.Clear();
                }
            }

            await Task.WhenAll(answers);
            Assert.False(fuzzer.IsClosed);
        }

        Assert.False(room.Ben.IsClosed);
        Assert.Empty(host.Log.Errors);
        await AssertSaneAsync(room);
    }

    private static async Task AssertAnsweredAsync(PartyClient client, string name, string arguments)
    {
        var answer = await client.AskTextAsync(name, arguments);
        if (!answer.TryGetProperty("ok", out var ok) || ok.GetBoolean()) return;
        Assert.True(answer.GetProperty("error").GetProperty("code").GetString() != "SERVICE_UNAVAILABLE", $"{name}{arguments} failed on the server.");
    }

    private static async Task AssertSaneAsync(PartyRoom room)
    {
        var party = (await room.Person("ben").PartyAsync(room.Id))["data.party"];
        Assert.NotEqual("ENDED", party.GetProperty("status").GetString());
        Assert.InRange(party.GetProperty("currentPosition").GetDouble(), 0, 5400);
        Assert.Equal(2, party.GetProperty("currentMembers").GetInt32());
        Assert.Single(party.GetProperty("members").EnumerateArray(), member => member.GetProperty("role").GetString() == "HOST");
        Assert.InRange(party.GetProperty("playback").GetProperty("playbackRate").GetDouble(), 0.25, 2);
        room.Ben.Forget();
        await room.Ana.DoAsync("party:pause", new { timestamp = 7 });
        while ((await room.Ben.HearAsync("party:pause")).GetProperty("timestamp").GetDouble() != 7)
        {
        }

        await room.SettleAsync();
    }

    private static string Arguments(Random random, string[] known) => random.Next(12) switch
    {
        0 => "",
        1 => "," + Value(random, known, 0),
        2 => "," + Object(random, known, 0) + "," + Value(random, known, 0),
        _ => "," + Object(random, known, 0),
    };

    private static string Object(Random random, string[] known, int depth)
    {
        var names = Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.Next(40) == 0 ? "\\ud800" : Fields[random.Next(Fields.Length)]).ToList();
        return "{" + string.Join(',', names.Select(name => $"\"{name}\":{Value(random, known, depth + 1)}")) + "}";
    }

    private static string Value(Random random, string[] known, int depth) => random.Next(depth > 3 ? 10 : 14) switch
    {
        < 7 => Scalars[random.Next(Scalars.Length)],
        7 => JsonSerializer.Serialize(known[random.Next(known.Length)]),
        8 => (random.NextDouble() * 6000).ToString("R", CultureInfo.InvariantCulture),
        9 => JsonSerializer.Serialize(new string((char)random.Next('a', 0x2fff), random.Next(600))),
        10 => $"[{Value(random, known, depth + 1)},{Value(random, known, depth + 1)}]",
        11 => new string('[', 20) + new string(']', 20),
        _ => Object(random, known, depth + 1),
    };
}
