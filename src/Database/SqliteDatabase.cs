using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Matinee.Database;

// SQLite takes one writer at a time, and with synchronous=FULL every commit waits for the disk. So all writing goes through
// one loop: it takes whatever is waiting (up to a limit), runs each piece of work inside a savepoint of one transaction,
// commits once, and only then completes the tasks. Under load a hundred writers share one fsync; alone, a writer waits for
// nobody. A piece of work that throws is rolled back to its savepoint and takes nothing of the others with it; if the commit
// itself fails, all of the batch fail with that exception. Readers use their own pooled connections beside the writer (WAL),
// so reading never waits for writing. Microsoft.Data.Sqlite is synchronous under its async methods: a commit blocks the one
// thread that the loop runs on, and readers are few, so their pool grows to the number that ever ran at once and is never
// trimmed. Readers cannot write: a write beside the loop would be lost in a busy database, and here it fails at once.
internal sealed class SqliteDatabase : IDatabase
{
    private const int MostInOneCommit = 256;

    private readonly string connectionString;
    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private readonly Channel<WriteRequest> writes = Channel.CreateBounded<WriteRequest>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly SqliteConnection writer;
    private readonly Task loop;

    static SqliteDatabase() => SqliteEngine.Load();

    public SqliteDatabase(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file));
        if (folder is not null) Directory.CreateDirectory(folder);
        connectionString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();
        writer = Open(forWriting: true);
        loop = Task.Run(WriteLoopAsync);
    }

    public Dialect Dialect => Dialect.Sqlite;

    public async Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        var connection = readers.TryTake(out var idle) ? idle : Open(forWriting: false);
        try
        {
            return await work(new DbSession(connection, transaction: null, Dialect, ct));
        }
        finally
        {
            readers.Add(connection);
        }
    }

    public async Task<T> WriteAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct = default)
    {
        var request = new WriteRequest<T>(work, ct);
        await writes.Writer.WriteAsync(request, ct);
        return await request.Completion;
    }

    public async ValueTask DisposeAsync()
    {
        writes.Writer.TryComplete();
        await loop;
        await writer.DisposeAsync();
        foreach (var reader in readers) await reader.DisposeAsync();
    }

    private async Task WriteLoopAsync()
    {
        var batch = new List<WriteRequest>();
        while (await writes.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MostInOneCommit && writes.Reader.TryRead(out var request)) batch.Add(request);
            await CommitAsync(batch);
        }
    }

    private async Task CommitAsync(List<WriteRequest> batch)
    {
        try
        {
            await using var transaction = writer.BeginTransaction(deferred: false);
            foreach (var request in batch)
            {
                await transaction.SaveAsync("work");
                if (await request.RunAsync(new DbSession(writer, transaction, Dialect, CancellationToken.None)))
                    await transaction.ReleaseAsync("work");
                else
                    await transaction.RollbackAsync("work");
            }

            await transaction.CommitAsync();
        }
        catch (Exception exception)
        {
            // Whatever it was: the loop must live on, and nobody may wait for ever.
            foreach (var request in batch) request.Fail(exception);
            return;
        }

        foreach (var request in batch) request.Complete();
    }

    private SqliteConnection Open(bool forWriting)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            pragma busy_timeout = 10000;
            pragma journal_mode = wal;
            pragma synchronous = full;
            pragma foreign_keys = on;
            pragma cache_size = -4000;
            pragma query_only = {(forWriting ? "off" : "on")};
            """;
        command.ExecuteNonQuery();
        connection.CreateFunction(Dialect.FoldFunction, static (string? text) => text?.ToUpperInvariant(), isDeterministic: true);
        return connection;
    }

    private abstract class WriteRequest
    {
        /// <summary>False when the work threw (or was cancelled before it began) and must be undone.</summary>
        public abstract Task<bool> RunAsync(DbSession session);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class WriteRequest<T>(Func<DbSession, Task<T>> work, CancellationToken ct) : WriteRequest
    {
        private readonly TaskCompletionSource<T> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;
        private Exception? fault;

        public Task<T> Completion => source.Task;

        public override async Task<bool> RunAsync(DbSession session)
        {
            try
            {
                ct.ThrowIfCancellationRequested();
                result = await work(session);
                return true;
            }
            catch (Exception exception)
            {
                fault = exception;
                return false;
            }
        }

        public override void Complete()
        {
            if (fault is null) source.TrySetResult(result!);
            else Fail(fault);
        }

        public override void Fail(Exception exception) => source.TrySetException(fault ?? exception);
    }
}
