namespace Matinee.Database;

/// <summary>
/// The one way to the data: SQLite or PostgreSQL. Use cases open the session, stores run SQL on it. Work given to
/// <see cref="WriteAsync{T}"/> runs in a transaction and is committed when the task completes: what was answered to a client
/// after that survives <c>kill -9</c>. The work must await nothing but its session, and may run again only if it threw.
/// </summary>
public interface IDatabase : IAsyncDisposable
{
    Dialect Dialect { get; }

    Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct = default);

    /// <summary>An exception of the work undoes that work alone and is thrown here.</summary>
    Task<T> WriteAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct = default);
}

public static class DatabaseExtensions
{
    /// <summary>Throws what the engine throws when it does not answer.</summary>
    public static Task PingAsync(this IDatabase database, CancellationToken ct = default) =>
        database.ReadAsync(session => session.ScalarAsync<long>("select 1"), ct);

    public static Task WriteAsync(this IDatabase database, Func<DbSession, Task> work, CancellationToken ct = default) =>
        database.WriteAsync(
            async session =>
            {
                await work(session);
                return true;
            },
            ct);
}
