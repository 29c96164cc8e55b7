using System.Globalization;
using System.Text;
using System.Text.Json;
using Matinee.Doors.Sessions.Sockets;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

/// <summary>Generated requests over all routes, and messages over the socket: 21,000 in all. The seed is fixed.</summary>
public sealed class SessionFuzzTests(SocketHost host) : IClassFixture<SocketHost>
{
    private const int Seed = 20260302;
    private const int Requests = 5_000;
    private const int Messages = 16_000;
    private const int PerConnection = 1_000;

    private static readonly string[] Paths =
    [
        "/api/sessions/create", "/api/sessions/create", "/api/sessions/join", "/api/sessions/join", "/api/sessions/join", "/api/sessions/{0}", "/api/sessions/{0}/",
        "/api/sessions/{1}", "/API/SESSIONS/JOIN", "/api/sessions/", "/api/sessions/%00", "/api/sessions/%2e%2e/create", "/api/sessions/{0}%2fx", "/api/health",
        "/ws/{0}", "/ws/{0}?token={1}", "/ws/{1}?token=", "/ws/", "/ws/%ff", "/ws/{0}?token=%f0%9f%98%82",
    ];

    private static readonly string[] Methods = ["POST", "POST", "POST", "POST", "GET", "GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW"];

    private static readonly string[] Fields = ["name", "password", "session_id", "Name", "extra", "id", "token"];

    private static readonly string[] Types =
    [
        "chat", "chat", "webrtc_offer", "webrtc_answer", "ice_candidate", "playback_state", "playback_state", "playback_control", "user_joined", "user_left",
        "error", "Chat", "", "nothing", "\\ud800",
    ];

    private static readonly string[] PayloadFields =
    [
        "message", "id", "user_id", "username", "timestamp", "sdp", "type", "candidate", "playing", "currentTime", "current_time", "volume", "action",
        "seek_seconds", "from_user", "from_username", "__proto__", "\\ud800",
    ];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "0.5", "125.5", "1e308", "1e999", "-1e999", "1e-400", "9007199254740993", "18446744073709551616",
        "\"\"", "\" \"", "\"abc\"", "\"secure123\"", "\"play\"", "\"NaN\"", "\"1\"", "\"😂\"", "\"👨‍👩‍👧‍👦\"", "\"\\ud800\"", "\"a\\u0000b\"", "\"\\u202e\"",
        "\"'; drop table parties; --\"", "\"<script>alert(1)</script>\"", "\"{0}\"", "\"0198c0de-0000-7000-8000-000000000001\"",
    ];

    [Fact]
    public async Task No_request_harms_the_server_or_anybody()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        var random = new Random(Seed);
        using var http = host.Stranger().Http;
        for (var sent = 0; sent < Requests; sent += 20)
        {
            var batch = Enumerable.Range(0, 20).Select(_ => Request(random, room)).ToList();
            foreach (var answer in await Task.WhenAll(batch.Select(request => SendAsync(http, request))))
                Assert.True(answer.Status < 500 || IsBusy(answer), $"{answer.Request} answered {answer.Status}");
        }

        await AssertUnharmedAsync(room);
    }

    [Fact]
    public async Task No_message_harms_the_server_or_anybody()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await using var bystanders = await SessionRoom.OpenAsync(host);
        var random = new Random(Seed);
        var before = Memory();
        for (var sent = 0; sent < Messages; sent += PerConnection)
        {
            // The host, whom the party obeys, and a viewer in turn.
            var member = sent / PerConnection % 2 == 0 ? room.Host : room.Viewer;
            await using var fuzzer = await member.ConnectAsync();
            for (var i = 0; i < PerConnection; i++)
            {
                await fuzzer.SendAsync(Message(random, room));
                if (i % 100 != 99) continue;
                await Task.WhenAll(fuzzer.SettleAsync(), PassAsync(room.HostClient), PassAsync(room.ViewerClient));
            }
        }

        Assert.Empty(bystanders.HostClient.Unread);
        Assert.Empty(bystanders.ViewerClient.Unread);
        await AssertUnharmedAsync(room);
        Assert.InRange(Memory() - before, long.MinValue, 48 * 1024 * 1024);
        await Eventually.BecomesTrueAsync(() => host.Get<SessionConnections>().Count == 4, "only the rooms' connections are left");
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>All that was sent so far is read and dropped.</summary>
    private static async Task PassAsync(SessionClient client)
    {
        await client.SettleAsync();
        client.Forget();
    }

    private async Task AssertUnharmedAsync(SessionRoom room)
    {
        room.HostClient.Forget();
        room.ViewerClient.Forget();
        await room.SettleAsync();
        await room.HostClient.SayAsync("playback_state", new { playing = false, currentTime = 7.25 });
        Assert.Equal(7.25, (await room.ViewerClient.HearAsync("playback_state")).GetProperty("payload").GetProperty("currentTime").GetDouble());
        var shown = await room.Viewer.ShowAsync();
        Assert.Equal((200, room.Host.UserId), (shown.Status, shown["host_id"].GetString()));
        Assert.Empty(host.Log.Errors);
    }

    private static bool IsBusy(Sent answer) => answer.Status == 503 && answer.Request.Contains("/sessions/", StringComparison.OrdinalIgnoreCase);

    private static HttpRequestMessage Request(Random random, SessionRoom room)
    {
        var path = string.Format(CultureInfo.InvariantCulture, Paths[random.Next(Paths.Length)], room.Id, Guid.CreateVersion7());
        var request = new HttpRequestMessage(new HttpMethod(Methods[random.Next(Methods.Length)]), path);
        if (random.Next(3) == 0) request.Headers.TryAddWithoutValidation("Authorization", random.Next(2) == 0 ? $"Bearer {room.Host.Token}" : "Bearer x.y.z");
        if (random.Next(6) == 0) request.Headers.TryAddWithoutValidation("Origin", random.Next(2) == 0 ? "null" : "https://evil.example");
        if (request.Method.Method is "GET" or "HEAD") return request;
        var body = random.Next(12) switch
        {
            0 => "",
            1 => "{",
            2 => new string('[', 2000),
            3 => Value(random, room, 0, Fields),
            4 => $$"""{"name":"abc","password":{{JsonSerializer.Serialize(new string('é', random.Next(5000)))}},"session_id":"{{room.Id}}"}""",
            _ => Object(random, room, 0, Fields),
        };
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(10) == 0 ? "text/plain" : "application/json");
        return request;
    }

    private static async Task<Sent> SendAsync(HttpClient http, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await http.SendAsync(request);
            return new Sent($"{request.Method} {request.RequestUri}", (int)response.StatusCode);
        }
    }

    private static string Message(Random random, SessionRoom room)
    {
        if (random.Next(15) == 0) return Value(random, room, 0, PayloadFields);
        var type = Types[random.Next(Types.Length)];
        var payload = random.Next(5) == 0 ? Value(random, room, 0, PayloadFields) : Object(random, room, 0, PayloadFields);
        var target = random.Next(4) switch
        {
            0 => $",\"target_id\":\"{room.Viewer.UserId}\"",
            1 => $",\"target_id\":{Value(random, room, 3, PayloadFields)}",
            _ => "",
        };
        var message = $"{{\"type\":\"{type}\",\"payload\":{payload},\"session_id\":{Value(random, room, 3, PayloadFields)},\"user_id\":\"{room.Host.UserId}\"{target}}}";
        return random.Next(20) == 0 ? message[..random.Next(message.Length)] : message;
    }

    private static string Object(Random random, SessionRoom room, int depth, string[] fields)
    {
        var names = Enumerable.Range(0, random.Next(1, 6)).Select(_ => fields[random.Next(fields.Length)]).ToList();
        if (random.Next(8) != 0) names = [.. names.Distinct(StringComparer.Ordinal)];
        return "{" + string.Join(',', names.Select(name => $"\"{name}\":{Value(random, room, depth + 1, fields)}")) + "}";
    }

    private static string Value(Random random, SessionRoom room, int depth, string[] fields) => random.Next(depth > 3 ? 10 : 14) switch
    {
        < 7 => Scalars[random.Next(Scalars.Length)].Replace("{0}", room.Id, StringComparison.Ordinal),
        7 => JsonSerializer.Serialize(room.Viewer.UserId),
        8 => (random.NextDouble() * 6000).ToString("R", CultureInfo.InvariantCulture),
        9 => JsonSerializer.Serialize(new string((char)random.Next('a', 0x2fff), random.Next(600))),
        10 => $"[{Value(random, room, depth + 1, fields)},{Value(random, room, depth + 1, fields)}]",
        11 => new string('[', 40) + new string(']', 40),
        _ => Object(random, room, depth + 1, fields),
    };

    private sealed record Sent(string Request, int Status);
}
