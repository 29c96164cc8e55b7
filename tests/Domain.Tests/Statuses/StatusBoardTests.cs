using Matinee.Domain.Statuses;

namespace Matinee.Domain.Tests.Statuses;

public sealed class StatusBoardTests : IDisposable
{
    private static readonly byte[] Label = new byte[40];

    private readonly ManualClock clock = new();
    private readonly StatusBoard board;

    public StatusBoardTests() => board = New(new StatusOptions { MostRooms = 160, MostUsersOfRoom = 4, MostBytes = 1 << 24 });

    public void Dispose() => board.Dispose();

    [Fact]
    public void A_flood_of_rooms_drops_those_that_were_silent_longest()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Add(board, $"room {i}", "u");
            Add(board, "busy", "u");
            clock.Advance(TimeSpan.FromTicks(10_000));
        }

        Assert.InRange(board.Rooms, 100, 160);
        Assert.Equal(5, board.User("busy", "u")!.Statuses.Length);
        Assert.NotNull(board.User("room 9999", "u"));
        Assert.Null(board.User("room 0", "u"));
    }

    [Fact]
    public void A_flood_of_users_drops_who_was_silent_longest_in_that_room_only()
    {
        Add(board, "quiet", "u");
        for (var i = 0; i < 1000; i++)
        {
            Add(board, "flooded", $"user {i}");
            Add(board, "flooded", "talker");
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(4, board.Users("flooded").Length);
        Assert.NotNull(board.User("flooded", "talker"));
        Assert.NotNull(board.User("flooded", "user 999"));
        Assert.NotNull(board.User("quiet", "u"));
    }

    [Fact]
    public void Large_statuses_count_by_their_bytes()
    {
        using var small = New(new StatusOptions { MostBytes = 1 << 20 });
        for (var i = 0; i < 5000; i++) Add(small, $"room {i}", "u", bytes: 4000);
        Assert.InRange(small.Bytes, 1 << 19, (1 << 20) + (16 * 5000));
        Assert.InRange(small.Rooms, 100, 260);
    }

    [Fact]
    public void After_a_minute_of_silence_nothing_is_left_in_memory()
    {
        for (var i = 0; i < 100; i++) Add(board, $"room {i}", "u");
        clock.Advance(StatusOptions.Lifetime + TimeSpan.FromSeconds(20));
        Assert.Equal((0, 0L), (board.Rooms, board.Bytes));
    }

    [Fact]
    public void Users_who_fell_silent_in_a_busy_room_are_forgotten_too()
    {
        Add(board, "room", "gone");
        for (var i = 0; i < 90; i++)
        {
            Add(board, "room", "here");
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("here", Assert.Single(board.Users("room").ToArray()).Name);
    }

    [Fact]
    public void What_was_counted_in_is_counted_out_again()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            Add(board, $"room {random.Next(300)}", $"user {random.Next(8)}", random.Next(2000));
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(30)));
        }

        Assert.InRange(board.Bytes, 1, 1 << 24);
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((0, 0L), (board.Rooms, board.Bytes));
    }

    [Fact]
    public async Task Readers_see_whole_users_while_others_write()
    {
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++) Add(board, "shared", $"user {(writer + i) % 6}");
        })).ToList();
        var reader = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                foreach (var user in board.Users("shared"))
                    foreach (var status in user.Statuses) Assert.Equal(100, status.Text.Length);
            }
        });
        await Task.WhenAll(writers);
        await done.CancelAsync();
        await reader;
        Assert.Equal(4, board.Users("shared").Length);
    }

    private StatusBoard New(StatusOptions options) => new(options, clock);

    private void Add(StatusBoard to, string room, string user, int bytes = 100) =>
        to.Add(room, user, Label, new Status(clock.GetUtcNow().ToUnixTimeMilliseconds(), isHost: false, new byte[bytes]));
}
