using Npgsql;

namespace Matinee.Database;

/// <summary>PostgreSQL behind a connection pool. A write is a transaction of its own; the server groups the commits.</summary>
internal sealed class PostgresDatabase(string connectionString) : IDatabase
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);

    public Dialect Dialect => Dialect.Postgres;

    public async Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await work(new DbSession(connection, transaction: null, Dialect, ct));
    }

    public async Task<T> WriteAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);

        // Once begun, a write is carried through: a client that hangs up must not leave half of a use case undone.
        var result = await work(new DbSession(connection, transaction, Dialect, CancellationToken.None));
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
