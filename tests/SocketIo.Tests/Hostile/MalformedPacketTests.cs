using System.Text;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Hostile;

/// <summary>Each ends its own connection with "parse error", on both transports, and nobody else's.</summary>
public sealed class MalformedPacketTests
{
    public static TheoryData<string> Packets =>
    [
        // Engine.IO types that only servers send, and none at all.
        "0{}", "2", "2probe", "5", "7", "a", " 42[\"echo\"]", "\0",

        // Socket.IO types and namespaces.
        "4", "47", "4:", "42/", "42/custom", "42/,", "40/" + new string('x', 600), "4 2[\"echo\"]",

        // No array, an empty one, or not quite JSON.
        "42", "42{}", "42[]", "42null", "42\"echo\"", "42[", "42[\"echo\"", "42[\"echo\",]", "42[\"echo\"]]", "42['echo']", "42[\"echo\" 1]",
        "42[\"echo\",NaN]", "42[\"echo\",01]", "42[\"echo\",\"\t\"]", "42[\"echo\",\"\\x\"]", "42[\"echo\"]//", "42\uFEFF[\"echo\"]", "42-1[\"echo\"]", "421.5[\"echo\"]",

        // Names of events: neither text nor number, no text when unescaped, or what clients raise by themselves.
        "42[null]", "42[true]", "42[{}]", "42[[\"echo\"]]", "42[\"\\ud800\"]", "42[\"connect\"]", "42[\"connect_error\"]", "42[\"disconnect\"]",
        "42[\"disconnecting\"]", "42[\"newListener\"]", "42[\"removeListener\"]", "42[\"\\u0063onnect\"]",

        // Packets of other types with a payload that is not theirs.
        "40", "40[]", "40\"x\"", "40{", "41{}", "43", "430", "430{}", "430[", "44{}", "44{\"message\":\"x\"}",
    ];

    [Theory]
    [MemberData(nameof(Packets))]
    public async Task Malformed_packet_ends_a_web_socket(string packet)
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        var late = 0;
        await using var host = await StartAsync(reason, () => late++);
        using var other = await host.JoinAsync("/other");
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(Frames.Text(packet), Frames.Text("""42["late"]"""));
        Assert.Equal(1000, await client.ReadCloseAsync());
        Assert.Equal(DisconnectReason.ParseError, await reason.WithinLimitAsync());
        await other.SendAsync("""42/other,["echo",1]""");
        Assert.Equal("""42/other,["echo",1]""", await other.ReadAsync());
        Assert.Equal(0, late);
    }

    [Theory]
    [MemberData(nameof(Packets))]
    public async Task Malformed_packet_ends_a_polling_session(string packet)
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        var late = 0;
        await using var host = await StartAsync(reason, () => late++);
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        // Whether the POST itself is refused is free; what came behind the fault is not handled.
        var (status, _) = await client.PostAsync(Encoding.UTF8.GetBytes(packet + PollingClient.Separator + """42["late"]"""));
        Assert.Contains(status, new[] { 200, 400 });
        Assert.Equal(DisconnectReason.ParseError, await reason.WithinLimitAsync());
        Assert.Equal(400, (await client.PollAsync()).Status);
        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 0, "session removed");
        Assert.Equal(0, late);
    }

    private static Task<TestHost> StartAsync(TaskCompletionSource<DisconnectReason> reason, Action onLate) =>
        TestHost.StartAsync(configure: server =>
        {
            server.Of("/").OnConnection(socket =>
            {
                socket.OnImmediate("late", _ => onLate());
                return Events.Report(socket, reason);
            });
            server.Of("/other").OnConnection(Events.Echo);
        });
}
