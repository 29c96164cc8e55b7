using System.Collections.Immutable;
using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Progress;

/// <summary>Progress in the database.</summary>
internal sealed class ProgressStore(IDatabase database, TimeProvider time) : IProgress
{
    // Old rows do not count, so that it does not matter when they go.
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(61);

    private long sweptAt;

    public async Task<Outcome<Done>> SaveAsync(ProgressOwner owner, ProgressTitle title, double position, CancellationToken ct = default)
    {
        var now = time.GetUtcNow();
        await database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    """
                    insert into progress (owner, title, position, updated_at) values (@owner, @title, @position, @now)
                    on conflict (owner, title) do update set position = excluded.position, updated_at = excluded.updated_at
                    """,
                    new { owner = owner.Value, title = title.Value, position, now = now.ToUnixTimeMilliseconds() });
                if (IsSweepDue(now)) await session.ExecuteAsync("delete from progress where updated_at <= @oldest", new { oldest = Oldest(now) });
            },
            ct);
        return default(Done);
    }

    public async Task<Outcome<SavedProgress>> FindAsync(ProgressOwner owner, ProgressTitle title, CancellationToken ct = default)
    {
        var row = await database.ReadAsync(
            session => session.FindAsync<Row>(
                "select title, position, updated_at from progress where owner = @owner and title = @title and updated_at > @oldest",
                new { owner = owner.Value, title = title.Value, oldest = Oldest(time.GetUtcNow()) }),
            ct);
        return row is null ? ProgressRules.NotFound : row.ToProgress();
    }

    public async Task<Outcome<ImmutableArray<SavedProgress>>> ListAsync(ProgressOwner owner, CancellationToken ct = default)
    {
        var rows = await database.ReadAsync(
            session => session.ListAsync<Row>(
                "select title, position, updated_at from progress where owner = @owner and updated_at > @oldest",
                new { owner = owner.Value, oldest = Oldest(time.GetUtcNow()) }),
            ct);
        return ProgressRules.InOrder(rows.Select(row => row.ToProgress()));
    }

    public async Task<Outcome<Done>> RemoveAsync(ProgressOwner owner, ProgressTitle title, CancellationToken ct = default)
    {
        var removed = await database.WriteAsync(
            session => session.ExecuteAsync(
                "delete from progress where owner = @owner and title = @title and updated_at > @oldest",
                new { owner = owner.Value, title = title.Value, oldest = Oldest(time.GetUtcNow()) }),
            ct);
        return removed > 0 ? default(Done) : ProgressRules.NotFound;
    }

    private static long Oldest(DateTimeOffset now) => (now - ProgressRules.Lifetime).ToUnixTimeMilliseconds();

    /// <summary>True for one save a period.</summary>
    private bool IsSweepDue(DateTimeOffset now)
    {
        var last = Interlocked.Read(ref sweptAt);
        return now.UtcTicks - last >= SweepPeriod.Ticks && Interlocked.CompareExchange(ref sweptAt, now.UtcTicks, last) == last;
    }

    private sealed class Row
    {
        public string Title { get; init; } = "";

        public double Position { get; init; }

        public long UpdatedAt { get; init; }

        public SavedProgress ToProgress() => new(new ProgressTitle(Title), Position, DateTimeOffset.FromUnixTimeMilliseconds(UpdatedAt));
    }
}
