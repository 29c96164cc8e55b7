namespace Matinee.Database.Tests;

/// <summary>What both engines keep to.</summary>
public abstract class DatabaseSpecification(Engine engine) : IAsyncLifetime
{
    private IDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        engine.Require();
        database = engine.Open();
        await database.WriteAsync(session => session.ExecuteAsync(
            "create table notes (id bigint primary key, text text, parent bigint references notes (id))"));
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
        await engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_written_is_read_after_opening_again()
    {
        await AddAsync(1, "kept");
        await database.DisposeAsync();
        database = engine.Open();

        Assert.Equal(["kept"], await TextsAsync());
    }

    [Fact]
    public async Task What_was_written_is_seen_by_another_process_at_once()
    {
        await using var other = engine.Open();

        await AddAsync(1, "seen");

        Assert.Equal(1, await other.ReadAsync(session => session.ScalarAsync<long>("select count(*) from notes")));
    }

    [Fact]
    public async Task Work_answers_its_value() =>
        Assert.Equal(42, await database.WriteAsync(session => session.ScalarAsync<long>("select 42")));

    [Fact]
    public async Task Work_that_throws_is_undone_and_throws_to_its_caller()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync(async session =>
        {
            await InsertAsync(session, 1, "undone");
            throw new InvalidOperationException("on purpose");
        }));

        Assert.Equal("on purpose", thrown.Message);
        Assert.Empty(await TextsAsync());
    }

    [Fact]
    public async Task Of_many_at_once_only_those_that_throw_are_undone()
    {
        var writes = Enumerable.Range(0, 60).Select(number => database.WriteAsync(async session =>
        {
            await InsertAsync(session, number, "text");
            if (number % 3 == 0) throw new InvalidOperationException("on purpose");
        })).ToList();

        foreach (var (number, write) in writes.Index())
        {
            if (number % 3 == 0) await Assert.ThrowsAsync<InvalidOperationException>(() => write);
            else await write;
        }

        var kept = await database.ReadAsync(session => session.ListAsync<long>("select id from notes order by id"));
        Assert.Equal(Enumerable.Range(0, 60).Where(number => number % 3 != 0).Select(number => (long)number), kept);
    }

    [Fact]
    public async Task Work_with_a_statement_that_fails_is_undone_whole_and_the_next_goes_on()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => database.WriteAsync(async session =>
        {
            await InsertAsync(session, 1, "before the mistake");
            await session.ExecuteAsync("insert into nowhere values (1)");
        }));
        await AddAsync(2, "after");

        Assert.Equal(["after"], await TextsAsync());
    }

    [Fact]
    public async Task A_key_that_is_taken_is_told_from_other_faults()
    {
        await AddAsync(1, "first");

        var taken = await Assert.ThrowsAnyAsync<Exception>(() => AddAsync(1, "second"));
        var orphan = await Assert.ThrowsAnyAsync<Exception>(() => database.WriteAsync(session =>
            session.ExecuteAsync("insert into notes (id, parent) values (2, 99)")));

        Assert.True(database.Dialect.IsUniqueViolation(taken));
        Assert.False(database.Dialect.IsUniqueViolation(orphan));
    }

    [Fact]
    public async Task Work_cancelled_before_it_begins_does_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.WriteAsync(session => InsertAsync(session, 1, "never"), cancelled.Token));

        Assert.Empty(await TextsAsync());
    }

    [Theory]
    [InlineData("50%", "50% off")]
    [InlineData("snake_case", "in snake_case")]
    [InlineData(@"back\slash", @"a back\slash here")]
    [InlineData("CHARADE", "Charade (1963)")]
    [InlineData("amélie", "LE FABULEUX DESTIN D'AMÉLIE")]
    public async Task Containment_takes_the_text_as_it_stands_in_any_case(string searched, string found)
    {
        await AddAsync(1, found);
        await AddAsync(2, "500 offers in snakeXcase, backslash");

        var pattern = Dialect.Containing(searched);
        var texts = await database.ReadAsync(session => session.ListAsync<string>(
            $"select text from notes where {session.Dialect.ContainsIgnoringCase("text", "@pattern")}",
            new { pattern }));

        Assert.Equal([found], texts);
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_null() =>
        Assert.Null(await database.ReadAsync(session => session.FindAsync<Note>("select id, text from notes where id = 7")));

    [Fact]
    public async Task Rows_are_read_by_column_name_with_underscores_left_out()
    {
        await AddAsync(7, "text");

        var note = await database.ReadAsync(session => session.FindAsync<Note>("select text as main_text, id from notes"));

        Assert.Equal((7, "text"), (note!.Id, note.MainText));
    }

    private Task AddAsync(long id, string text) => database.WriteAsync(session => InsertAsync(session, id, text));

    private static Task InsertAsync(DbSession session, long id, string text) =>
        session.ExecuteAsync("insert into notes (id, text) values (@id, @text)", new { id, text });

    private Task<IReadOnlyList<string>> TextsAsync() =>
        database.ReadAsync(session => session.ListAsync<string>("select text from notes order by id"));

    private sealed class Note
    {
        public long Id { get; init; }

        public string? MainText { get; init; }
    }
}

public sealed class SqliteDatabaseTests() : DatabaseSpecification(new SqliteFolder());

public sealed class PostgresDatabaseTests() : DatabaseSpecification(new PostgresSchema());
