using Npgsql;

namespace Matinee.Doors.Tests.Shared;

/// <summary>
/// The same on a fresh PostgreSQL database. <c>MATINEE_TEST_POSTGRES</c> names the server; a test that takes this fixture
/// begins with <see cref="SkipWithoutServer"/>.
/// </summary>
public class PostgresMatineeHost : MatineeHost
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("MATINEE_TEST_POSTGRES");
    private readonly string database;

    public PostgresMatineeHost()
        : this($"matinee_{Guid.CreateVersion7():N}")
    {
    }

    private PostgresMatineeHost(string database)
        : base(Given is null ? [] : new() { ["ConnectionStrings:Database"] = $"{Given};Database={database};Pooling=true;Maximum Pool Size=10" })
    {
        this.database = database;
        if (Given is not null) Run($"create database {database}");
    }

    public static void SkipWithoutServer() => Assert.SkipWhen(Given is null, "MATINEE_TEST_POSTGRES names no server.");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        if (Given is not null) Run($"drop database if exists {database} with (force)");
    }

    private static void Run(string sql)
    {
        using var source = NpgsqlDataSource.Create($"{Given};Database=postgres;Pooling=false");
        using var command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }
}
