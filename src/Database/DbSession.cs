using System.Data.Common;
using Dapper;

namespace Matinee.Database;

/// <summary>
/// One connection lent for one piece of work, inside a transaction when it was lent for writing. Rows are read into classes
/// with settable or init properties whose names match the columns (underscores ignored); integers are <c>long</c>.
/// </summary>
public sealed class DbSession
{
    private readonly DbConnection connection;
    private readonly DbTransaction? transaction;
    private readonly CancellationToken cancellation;

    static DbSession() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    internal DbSession(DbConnection connection, DbTransaction? transaction, Dialect dialect, CancellationToken cancellation)
    {
        this.connection = connection;
        this.transaction = transaction;
        this.cancellation = cancellation;
        Dialect = dialect;
    }

    public Dialect Dialect { get; }

    /// <summary>Runs a statement; answers the number of rows that it changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

    /// <summary>The first row, or null when there is none.</summary>
    public async Task<T?> FindAsync<T>(string sql, object? parameters = null)
        where T : class =>
        await connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters));

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    /// <summary>The first column of the first row; the type's default when there is no row or it is null.</summary>
    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        connection.ExecuteScalarAsync<T>(Command(sql, parameters));

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, transaction, cancellationToken: cancellation);
}
