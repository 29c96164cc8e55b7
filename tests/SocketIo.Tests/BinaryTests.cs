using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class BinaryTests
{
    private const string Placeholder = """{"_placeholder":true,"num":0}""";

    [Fact]
    public async Task Attachments_go_both_ways_over_a_web_socket()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync($$"""452-["echo",{{Placeholder}},"x",{"_placeholder":true,"num":1}]""");
        await client.SendAsync([1, 2, 3]);
        await client.SendAsync([]);
        Assert.Equal($$"""452-["echo",{{Placeholder}},"x",{"_placeholder":true,"num":1}]""", await client.ReadAsync());
        Assert.Equal([1, 2, 3], await client.ReadBinaryAsync());
        Assert.Empty(await client.ReadBinaryAsync());
    }

    [Fact]
    public async Task Acknowledgements_carry_attachments()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync($"451-9[\"echo\",{Placeholder}]");
        await client.SendAsync([7]);
        Assert.Equal($"461-9[{Placeholder}]", await client.ReadAsync());
        Assert.Equal([7], await client.ReadBinaryAsync());
    }

    [Fact]
    public async Task Polling_carries_attachments_in_base64()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        var packets = $"451-[\"echo\",{Placeholder}]{PollingClient.Separator}bAQIDBA==";
        Assert.Equal((200, "ok"), await client.PostAsync(packets));
        Assert.Equal((200, packets), await client.PollAsync());
    }

    [Theory]
    [InlineData("""451-["echo",{"_placeholder":true,"num":1}]""")]
    [InlineData("""451-["echo",{"a":[{"_placeholder":true,"num":-1}]}]""")]
    [InlineData("""451-["echo",{"_placeholder":true,"num":"0"}]""")]
    [InlineData("""4511-["echo"]""")]
    [InlineData("""45-["echo"]""")]
    [InlineData("""45["echo"]""")]
    [InlineData("""45x-["echo"]""")]
    public async Task Wrong_counts_and_placeholders_close_the_connection(string packet)
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync(packet);
        Assert.NotNull(await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Text_where_an_attachment_is_due_closes_the_connection()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync($"451-[\"echo\",{Placeholder}]");
        await client.SendAsync("""42["echo"]""");
        Assert.NotNull(await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Attachment_that_nobody_announced_closes_the_connection()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync([1]);
        Assert.NotNull(await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Server_sends_at_most_ten_attachments()
    {
        await using var host = await TestHost.StartAsync();
        var ten = Enumerable.Repeat((object)new byte[] { 1 }, 10).ToArray();
        host.Server.Of("/").Emit("ok", ten);
        Assert.Throws<ArgumentException>(() => host.Server.Of("/").Emit("bad", [.. ten, new byte[] { 1 }]));
    }

    [Fact]
    public async Task Placeholder_in_a_plain_event_is_just_an_object()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync($"42[\"echo\",{Placeholder}]");
        Assert.Equal($"42[\"echo\",{Placeholder}]", await client.ReadAsync());
    }
}
