using Matinee.Domain.Statuses;
using Matinee.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.Domain.Tests.Statuses;

/// <summary>Two nodes on one backplane.</summary>
public sealed class StatusRelayTests : IAsyncLifetime
{
    private readonly ManualClock clock = new();
    private readonly ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new ManualClock()).AddMatineeRealtime().BuildServiceProvider();
    private StatusBoard first = null!;
    private StatusBoard second = null!;
    private StatusRelay[] relays = [];

    public async ValueTask InitializeAsync()
    {
        (first, second) = (new StatusBoard(new StatusOptions(), clock), new StatusBoard(new StatusOptions(), clock));
        relays = [.. new[] { first, second }.Select(board => new StatusRelay(board, services.GetRequiredService<IBackplane>(), clock, NullLogger<StatusRelay>.Instance))];
        foreach (var relay in relays) await relay.StartAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(Connected, "the nodes hear each other");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in relays)
        {
            await relay.StopAsync(CancellationToken.None);
            relay.Dispose();
        }

        first.Dispose();
        second.Dispose();
        await services.DisposeAsync();
    }

    [Fact]
    public async Task What_one_node_took_the_other_has_too_and_none_has_it_twice()
    {
        for (var i = 0; i < 300; i++) Add(i % 2 == 0 ? first : second, $"room {i % 50} жизнь", $"user {i % 3}", (byte)i, isHost: i % 4 == 0);
        await Eventually.BecomesTrueAsync(() => Texts(first).SequenceEqual(Texts(second)), "both have the same");
        Assert.Equal(300, Texts(first).Count());
    }

    [Fact]
    public async Task Statuses_that_came_through_two_nodes_stand_in_order()
    {
        for (var i = 1; i <= 5; i++)
        {
            Add(i % 2 == 0 ? first : second, "room", "u", (byte)i);
            clock.Advance(TimeSpan.FromMilliseconds(3));
        }

        foreach (var board in new[] { first, second })
            await Eventually.BecomesTrueAsync(() => board.User("room", "u") is { } user && user.Statuses.ToArray().Select(status => status.Text[0]).SequenceEqual(new byte[] { 1, 2, 3, 4, 5 }), "five in order");
    }

    private static IEnumerable<string> Texts(StatusBoard board) =>
        from room in Enumerable.Range(0, 50)
        from user in board.Users($"room {room} жизнь").ToArray()
        from status in user.Statuses.ToArray()
        let text = $"{room} {user.Name} {status.Text[0]} {status.IsHost} {status.At}"
        orderby text
        select text;

    private bool Connected()
    {
        Add(first, "hello", "first", 1);
        Add(second, "hello", "second", 1);
        return first.User("hello", "second") is not null && second.User("hello", "first") is not null;
    }

    private void Add(StatusBoard board, string room, string user, byte text, bool isHost = false) =>
        board.Add(room, user, [.. "label"u8], new Status(clock.GetUtcNow().ToUnixTimeMilliseconds(), isHost, [text]));
}
