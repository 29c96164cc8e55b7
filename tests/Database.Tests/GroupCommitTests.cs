using System.Buffers.Binary;

namespace Matinee.Database.Tests;

/// <summary>What only the SQLite writer does.</summary>
public sealed class GroupCommitTests : IAsyncDisposable
{
    private readonly SqliteFolder folder = new();

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    [Fact]
    public async Task Writers_that_wait_together_share_one_commit()
    {
        await using var database = folder.Open();
        await database.WriteAsync(session => session.ExecuteAsync("create table notes (id bigint primary key)"));
        var before = Commits();

        // The writer is kept busy until all others stand in line.
        var busy = new TaskCompletionSource();
        var first = database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("insert into notes values (-1)");
            await busy.Task;
        });
        var others = Enumerable.Range(0, 200)
            .Select(id => database.WriteAsync(session => session.ExecuteAsync("insert into notes values (@id)", new { id })))
            .ToList();
        busy.SetResult();
        await first;
        await Task.WhenAll(others);

        // Those in line when the writer took its first batch may have been taken along with it.
        Assert.InRange(Commits() - before, 1, 2);
        Assert.Equal(201, await database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from notes")));
    }

    [Fact]
    public async Task A_reader_does_not_wait_for_the_writer()
    {
        await using var database = folder.Open();
        await database.WriteAsync(session => session.ExecuteAsync("create table notes (id bigint primary key)"));
        var busy = new TaskCompletionSource();
        var writing = database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("insert into notes values (1)");
            await busy.Task;
        });

        var seen = await database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from notes")).WaitAsync(TimeSpan.FromSeconds(10));
        busy.SetResult();
        await writing;

        Assert.Equal(0, seen);
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        await using var database = folder.Open();

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() =>
            database.ReadAsync(session => session.ExecuteAsync("create table notes (id bigint)")));
    }

    // Of SQLite's file format, section "The WAL file format": a 32-byte header, then frames of 24 bytes and a page; a frame
    // that ends a commit has the size of the database in its second word, the others have 0 there.
    private int Commits()
    {
        using var wal = new FileStream(folder.File + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[wal.Length];
        wal.ReadExactly(bytes);
        var page = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8));
        var commits = 0;
        for (var frame = 32; frame + 24 + page <= bytes.Length; frame += 24 + page)
        {
            if (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(frame + 4)) != 0) commits++;
        }

        return commits;
    }
}
