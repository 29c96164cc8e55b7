using Matinee.Domain.Progress;

namespace Matinee.Domain.Tests.Progress;

public sealed class ExpiryOnSqlite(SqliteTestDatabase database) : ProgressStoreTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class ExpiryOnPostgres(PostgresTestDatabase database) : ProgressStoreTests(database), IClassFixture<PostgresTestDatabase>;

/// <summary>The database has no expiry of its own.</summary>
public abstract class ProgressStoreTests(TestDatabase database)
{
    private readonly ManualClock clock = new();

    [Fact]
    public async Task After_thirty_days_it_does_not_count_and_the_row_goes_with_a_later_save()
    {
        var progress = new ProgressStore(database.Database, clock);
        var owner = new ProgressOwner(Guid.CreateVersion7().ToString());
        await progress.SaveAsync(owner, new("film"), 1);
        clock.Advance(ProgressRules.Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.Single((await progress.ListAsync(owner)).OrThrow());
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Empty((await progress.ListAsync(owner)).OrThrow());
        Assert.True((await progress.FindAsync(owner, new("film"))).IsRefused(out _));
        Assert.True((await progress.RemoveAsync(owner, new("film"))).IsRefused(out _));
        Assert.Equal(1, await RowsAsync(owner));
        await progress.SaveAsync(new("another"), new("film"), 1);
        Assert.Equal(0, await RowsAsync(owner));
    }

    private Task<long> RowsAsync(ProgressOwner owner) => database.Database.ReadAsync(
        session => session.ScalarAsync<long>("select count(*) from progress where owner = @Value", new { owner.Value }));
}
