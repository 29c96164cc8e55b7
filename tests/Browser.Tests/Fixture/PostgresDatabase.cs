using Npgsql;

namespace Matinee.Browser.Tests.Fixture;

/// <summary>A fresh database on the server that <c>MATINEE_TEST_POSTGRES</c> names; skips the test where there is none.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string server;
    private readonly string name = $"matinee_{Guid.CreateVersion7():N}";

    private PostgresDatabase(string server) => this.server = server;

    public string ConnectionString => $"{server};Database={name};Maximum Pool Size=20";

    public static async Task<PostgresDatabase> CreateAsync()
    {
        var given = Environment.GetEnvironmentVariable("MATINEE_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrWhiteSpace(given), "MATINEE_TEST_POSTGRES names no server.");
        var database = new PostgresDatabase(given);
        await database.RunAsync($"create database {database.name}");
        return database;
    }

    public async ValueTask DisposeAsync() => await RunAsync($"drop database if exists {name} with (force)");

    private async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{server};Database=postgres;Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
