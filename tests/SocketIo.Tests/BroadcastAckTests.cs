using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class BroadcastAckTests
{
    [Fact]
    public async Task All_members_are_asked_with_the_same_packet_and_their_answers_are_gathered()
    {
        await using var host = await StartAsync();
        using var ana = await host.JoinAsync();
        using var ben = await host.JoinAsync();
        var asking = host.Server.To("red").EmitWithAckAsync("ready", "?", Eventually.Limit);
        foreach (var (client, answer) in new[] { (ana, "yes"), (ben, "no") })
        {
            Assert.Equal("""420["ready","?"]""", await client.ReadAsync());
            await client.SendAsync($$"""430["{{answer}}"]""");
        }

        var answers = await asking;
        Assert.Equal(["no", "yes"], answers.Answers.Select(one => one.Get<string>(0)).Order(StringComparer.Ordinal));
        Assert.Equal(0, answers.Missing);
    }

    [Fact]
    public async Task Whoever_does_not_answer_in_time_or_leaves_is_missing()
    {
        var clock = new ManualClock();
        await using var host = await StartAsync(clock);
        using var ana = await host.JoinAsync();
        using var ben = await host.JoinAsync();
        using var cleo = await host.JoinAsync();
        var asking = host.Server.To("red").EmitWithAckAsync("ready", null, TimeSpan.FromSeconds(5));
        foreach (var client in new[] { ana, ben, cleo })
            await client.ReadAsync();
        await ana.SendAsync("""430["here"]""");
        ben.Vanish();
        await Eventually.BecomesTrueAsync(() => host.Server.Of().Sockets.Count == 2, "gone");
        await ana.SendAsync("""42["echo"]""");
        await ana.ReadAsync();
        clock.Advance(TimeSpan.FromSeconds(6));
        var answers = await asking;
        Assert.Equal("here", Assert.Single(answers.Answers).Get<string>(0));
        Assert.Equal(2, answers.Missing);
    }

    [Fact]
    public async Task Nobody_to_ask_is_answered_at_once()
    {
        await using var host = await StartAsync();
        var answers = await host.Server.To("nowhere").EmitWithAckAsync("ready", null, Eventually.Limit);
        Assert.Empty(answers.Answers);
        Assert.Equal(0, answers.Missing);
    }

    private static Task<TestHost> StartAsync(TimeProvider? clock = null) => TestHost.StartAsync(clock: clock, configure: server =>
        server.OnConnection(socket =>
        {
            socket.Join("red");
            return Events.Echo(socket);
        }));
}
