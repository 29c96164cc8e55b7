using Matinee.Database;
using Npgsql;

namespace Matinee.Domain.Tests;

/// <summary>
/// A fresh, migrated database for the tests of one class. Tests of stores and use cases stand in an abstract class, from which
/// one class per engine derives:
/// <code>
/// public sealed class LoginsOnSqlite(SqliteTestDatabase database) : LoginTests(database), IClassFixture&lt;SqliteTestDatabase&gt;;
/// public sealed class LoginsOnPostgres(PostgresTestDatabase database) : LoginTests(database), IClassFixture&lt;PostgresTestDatabase&gt;;
/// </code>
/// </summary>
public abstract class TestDatabase : IAsyncLifetime
{
    private IDatabase? opened;

    /// <summary>Skips the test where the engine is not there.</summary>
    public IDatabase Database
    {
        get
        {
            Assert.SkipWhen(opened is null, "MATINEE_TEST_POSTGRES names no server.");
            return opened;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (await CreateAsync() is not { } options) return;
        opened = DatabaseModule.Open(options);
        await new Migrator(opened).MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (opened is null) return;
        await opened.DisposeAsync();
        await DropAsync();
    }

    /// <summary>Null where the engine is not there.</summary>
    protected abstract Task<DatabaseOptions?> CreateAsync();

    protected abstract Task DropAsync();
}

public sealed class SqliteTestDatabase : TestDatabase
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("matinee-test-");

    protected override Task<DatabaseOptions?> CreateAsync() =>
        Task.FromResult<DatabaseOptions?>(new DatabaseOptions { SqliteFile = Path.Combine(folder.FullName, "matinee.db") });

    protected override Task DropAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>On the server that MATINEE_TEST_POSTGRES names, such as <c>Host=127.0.0.1;Port=5432;Username=postgres</c>.</summary>
public sealed class PostgresTestDatabase : TestDatabase
{
    private readonly string? server = Environment.GetEnvironmentVariable("MATINEE_TEST_POSTGRES");
    private readonly string name = $"matinee_{Guid.CreateVersion7():N}";

    protected override async Task<DatabaseOptions?> CreateAsync()
    {
        if (string.IsNullOrWhiteSpace(server)) return null;
        await RunAsync($"create database {name}");
        return new DatabaseOptions { ConnectionString = $"{server};Database={name};Maximum Pool Size=10" };
    }

    protected override Task DropAsync() => RunAsync($"drop database if exists {name} with (force)");

    private async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{server};Database=postgres;Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
