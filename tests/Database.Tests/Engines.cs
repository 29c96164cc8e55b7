using Npgsql;

namespace Matinee.Database.Tests;

/// <summary>An empty database of one engine, for one test class, that goes when the class is through.</summary>
public abstract class Engine : IAsyncDisposable
{
    /// <summary>Opens the same database once more, as another process would.</summary>
    public abstract IDatabase Open();

    public abstract ValueTask DisposeAsync();

    /// <summary>Skips the test where the engine is not there.</summary>
    public virtual void Require()
    {
    }
}

public sealed class SqliteFolder : Engine
{
    private readonly string folder = Directory.CreateTempSubdirectory("matinee-db-").FullName;

    public string File => Path.Combine(folder, "test.db");

    public override IDatabase Open() => new SqliteDatabase(File);

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>On the server that <c>MATINEE_TEST_POSTGRES</c> names.</summary>
public sealed class PostgresSchema : Engine
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("MATINEE_TEST_POSTGRES");
    private readonly string name = $"matinee_{Guid.CreateVersion7():N}";
    private bool isMade;

    public override void Require() => Assert.SkipWhen(Server is null, "MATINEE_TEST_POSTGRES names no server.");

    public override IDatabase Open()
    {
        if (!isMade) Run($"create database {name}");
        isMade = true;
        return new PostgresDatabase($"{Server};Database={name};Maximum Pool Size=20");
    }

    public override ValueTask DisposeAsync()
    {
        if (isMade) Run($"drop database if exists {name} with (force)");
        return ValueTask.CompletedTask;
    }

    private static void Run(string sql)
    {
        using var source = NpgsqlDataSource.Create($"{Server};Database=postgres;Pooling=false");
        using var command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }
}
