using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Hostile;

/// <summary>Attachments are announced, at most ten, and come next: anything else ends the connection with "parse error".</summary>
public sealed class AttachmentTests
{
    private const string Announced = """451-["echo",{"_placeholder":true,"num":0}]""";
    private const string Attachment = "bAQID";

    public static TheoryData<string[]> Faults => new()
    {
        // Counts that are no number, too large, or unbounded.
        new[] { "45[\"echo\"]" },
        new[] { "45-[\"echo\"]" },
        new[] { "451[\"echo\"]" },
        new[] { "45x-[\"echo\"]" },
        new[] { "45-1-[\"echo\"]" },
        new[] { "451.0-[\"echo\"]" },
        new[] { "451e1-[\"echo\"]" },
        new[] { "4511-[\"echo\"]" },
        new[] { "45100-[\"echo\"]" },
        new[] { "452147483648-[\"echo\"]" },
        new[] { "4599999999999999999999999999-[\"echo\"]" },
        new[] { "461000000-1[]" },
        new[] { "451-" },

        // Text where an attachment is due, even a second announcement or a disconnect.
        new[] { Announced, "42[\"echo\"]" },
        new[] { Announced, Announced },
        new[] { Announced, "41" },
        new[] { "452-[\"echo\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", Attachment, "42[\"echo\"]" },

        // More than were announced.
        new[] { Attachment },
        new[] { "450-[\"echo\"]", Attachment },
        new[] { Announced, Attachment, Attachment },

        // Placeholders of attachments that will not come.
        new[] { "451-[\"echo\",{\"_placeholder\":true,\"num\":1}]" },
        new[] { "451-[\"echo\",{\"_placeholder\":true,\"num\":-1}]" },
        new[] { "451-[\"echo\",{\"_placeholder\":true,\"num\":0.5}]" },
        new[] { "451-[\"echo\",{\"_placeholder\":true,\"num\":1e400}]" },
        new[] { "451-[\"echo\",{\"_placeholder\":true,\"num\":\"__proto__\"}]" },
        new[] { "451-[\"echo\",{\"_placeholder\":true}]" },
        new[] { "451-[\"echo\",[[{\"a\":{\"_placeholder\":true,\"num\":99}}]]]" },

        // What is announced with a fault is not waited for.
        new[] { "451-[null]", Attachment },
        new[] { "451-{}", Attachment },
        new[] { "451-[\"connect\"]", Attachment },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_ends_a_web_socket(string[] packets)
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await StartAsync(reason);
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync([.. packets.Select(packet => packet[0] == 'b'
            ? Frames.Of(Opcode.Binary, Convert.FromBase64String(packet[1..]))
            : Frames.Text(packet))]);
        Assert.Equal(1000, await client.ReadCloseAsync());
        Assert.Equal(DisconnectReason.ParseError, await reason.WithinLimitAsync());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_ends_a_polling_session(string[] packets)
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await StartAsync(reason);
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        await client.PostAsync(string.Join(PollingClient.Separator, packets));
        Assert.Equal(DisconnectReason.ParseError, await reason.WithinLimitAsync());
        Assert.Equal(400, (await client.PollAsync()).Status);
    }

    [Theory]
    [InlineData("b")]
    [InlineData("b!!!!")]
    [InlineData("bAQI")]
    [InlineData("bAQID=")]
    [InlineData("b=AQID")]
    [InlineData("bAQ-_")]
    [InlineData("b\u00e9\u00e9")]
    public async Task Attachment_that_is_not_base64_is_empty_or_ends_the_session(string attachment)
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await StartAsync(reason);
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        await client.PostAsync(Announced + PollingClient.Separator + attachment);
        if (attachment == "b")
        {
            Assert.Equal(Announced + PollingClient.Separator + "b", (await client.PollAsync()).Body);
            return;
        }

        Assert.Equal(DisconnectReason.ParseError, await reason.WithinLimitAsync());
        Assert.Equal(400, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task Ten_attachments_pass()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        var placeholders = string.Join(',', Enumerable.Range(0, 10).Select(i => $"{{\"_placeholder\":true,\"num\":{i}}}"));
        await client.SendAsync($"4510-[\"echo\",{placeholders}]");
        for (byte i = 0; i < 10; i++)
            await client.SendAsync([i]);
        Assert.Equal($"4510-[\"echo\",{placeholders}]", await client.ReadAsync());
        for (byte i = 0; i < 10; i++)
            Assert.Equal([i], await client.ReadBinaryAsync());
    }

    [Fact]
    public async Task Heartbeat_may_come_between_an_event_and_its_attachment()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync(Announced);
        await client.SendAsync("3");
        await client.SendAsync([9]);
        Assert.Equal(Announced, await client.ReadAsync());
        Assert.Equal([9], await client.ReadBinaryAsync());
    }

    [Fact]
    public async Task Client_that_leaves_while_an_attachment_is_due_just_leaves()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await StartAsync(reason);
        using var client = await host.JoinAsync();
        await client.SendAsync(Announced);
        client.Vanish();
        Assert.Equal(DisconnectReason.TransportClose, await reason.WithinLimitAsync());
    }

    private static Task<TestHost> StartAsync(TaskCompletionSource<DisconnectReason> reason) =>
        TestHost.StartAsync(socket =>
        {
            _ = Events.Report(socket, reason);
            return Events.Echo(socket);
        });
}
