namespace Matinee.Database.Tests;

/// <summary>How a database comes to this version, on both engines.</summary>
public abstract class MigratorSpecification(Engine engine) : IAsyncLifetime
{
    private readonly List<IDatabase> opened = [];

    public ValueTask InitializeAsync()
    {
        engine.Require();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in opened) await database.DisposeAsync();
        await engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_migration_is_applied_in_the_order_of_its_number()
    {
        var database = Open();

        var newest = await new Migrator(database).MigrateAsync();

        var numbers = await NumbersAsync(database);
        Assert.NotEmpty(numbers);
        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.Equal(numbers[^1], newest);
    }

    [Fact]
    public async Task A_second_start_applies_nothing()
    {
        var database = Open();
        await new Migrator(database).MigrateAsync();
        var before = await NumbersAsync(database);

        await new Migrator(database).MigrateAsync();

        Assert.Equal(before, await NumbersAsync(database));
    }

    [Fact]
    public async Task Servers_that_start_at_once_apply_each_migration_once()
    {
        var migrators = Enumerable.Range(0, 4).Select(_ => new Migrator(Open())).ToList();

        var newest = await Task.WhenAll(migrators.Select(migrator => Task.Run(() => migrator.MigrateAsync())));

        Assert.Single(newest.Distinct());
        var numbers = await NumbersAsync(opened[0]);
        Assert.Equal(numbers.Distinct(), numbers);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_alone()
    {
        var database = Open();
        await new Migrator(database).MigrateAsync();
        await database.WriteAsync(session => session.ExecuteAsync("insert into migrations (number, name) values (9999, 'of-tomorrow')"));
        var before = await NumbersAsync(database);

        await Assert.ThrowsAsync<DatabaseTooNewException>(() => new Migrator(database).MigrateAsync());

        Assert.Equal(before, await NumbersAsync(database));
    }

    private IDatabase Open()
    {
        var database = engine.Open();
        opened.Add(database);
        return database;
    }

    // In the order of insertion, which neither engine promises but both keep in a table that only grows.
    private static Task<IReadOnlyList<long>> NumbersAsync(IDatabase database) =>
        database.ReadAsync(session => session.ListAsync<long>("select number from migrations"));
}

public sealed class SqliteMigratorTests() : MigratorSpecification(new SqliteFolder());

public sealed class PostgresMigratorTests() : MigratorSpecification(new PostgresSchema());
