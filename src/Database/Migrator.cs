using System.Reflection;
using System.Text.RegularExpressions;

namespace Matinee.Database;

/// <summary>
/// Applies the numbered files of <c>Migrations/</c> in order, each once, in one transaction, under a lock (SQLite: the one
/// writer; PostgreSQL: an advisory lock), so that two nodes may start at once. A database that is newer than this program is
/// refused: running on it could lose what the newer version wrote.
/// </summary>
public sealed partial class Migrator(IDatabase database)
{
    // Any constant that no other program on the same server takes.
    private const long AdvisoryLock = 0x4d61_7469_6e65_6501;

    /// <summary>Answers the number of the newest migration that the database has now.</summary>
    /// <exception cref="DatabaseTooNewException">The database was written by a newer version.</exception>
    public Task<long> MigrateAsync(CancellationToken ct = default) => database.WriteAsync(ApplyAsync, ct);

    private static async Task<long> ApplyAsync(DbSession session)
    {
        if (ReferenceEquals(session.Dialect, Dialect.Postgres))
            await session.ExecuteAsync("select pg_advisory_xact_lock(@AdvisoryLock)", new { AdvisoryLock });
        await session.ExecuteAsync("create table if not exists migrations (number bigint primary key, name text not null)");
        var applied = await session.ScalarAsync<long?>("select max(number) from migrations") ?? 0;
        var scripts = Scripts(session.Dialect).ToList();
        var newest = scripts.Count > 0 ? scripts[^1].Number : 0;
        if (applied > newest) throw new DatabaseTooNewException(applied, newest);
        foreach (var (number, name, resource) in scripts.Where(script => script.Number > applied))
        {
            await session.ExecuteAsync(Read(resource));
            await session.ExecuteAsync("insert into migrations (number, name) values (@number, @name)", new { number, name });
        }

        return newest;
    }

    /// <summary>Files named <c>0001-name.sql</c> run on both engines, <c>0001-name.sqlite.sql</c> and <c>.postgres.sql</c> on one.</summary>
    private static IEnumerable<(long Number, string Name, string Resource)> Scripts(Dialect dialect) =>
        from resource in Assembly.GetExecutingAssembly().GetManifestResourceNames()
        let match = FileName().Match(resource)
        where match.Success
        let engine = match.Groups["engine"].Value
        where engine.Length == 0 || string.Equals(engine, dialect.Name, StringComparison.Ordinal)
        let number = long.Parse(match.Groups["number"].Value)
        orderby number, resource
        select (number, match.Groups["name"].Value, resource);

    private static string Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\.(?<number>\d{4})-(?<name>[a-z-]+)(\.(?<engine>sqlite|postgres))?\.sql$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileName();
}

public sealed class DatabaseTooNewException(long applied, long newest)
    : Exception($"The database is at migration {applied}, this program knows {newest}. Start the newer version, or restore a backup.");
