using System.Globalization;

namespace Matinee.Database.Tests;

/// <summary>Parties that were stored when a room either waited or did not.</summary>
public abstract class LagPolicyMigrationSpecification(Engine engine) : IAsyncLifetime
{
    private const int Before = 5;

    public ValueTask InitializeAsync()
    {
        engine.Require();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_stored_yes_waits_and_a_stored_no_catches_up()
    {
        await using var database = engine.Open();
        await database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("create table migrations (number bigint primary key, name text not null)");
            foreach (var (number, script) in ScriptsUntil(Before, session.Dialect.Name))
            {
                await session.ExecuteAsync(script);
                await session.ExecuteAsync(
                    "insert into migrations (number, name) values (@number, 'before') on conflict (number) do nothing", new { number });
            }

            foreach (var (id, waits) in new[] { ("yes", 1), ("no", 0) })
            {
                await session.ExecuteAsync(
                    """
                    insert into parties (id, code, video_id, title, status, max_members, is_public, wait_for_bufferers, guests_allowed,
                      moderators_control, position, rate, is_playing, is_held, playback_at, playback_seq, epoch, seq, created_at, alive_at)
                    values (@id, @id, '', 'A film', 'Waiting', 10, 0, @waits, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0)
                    """,
                    new { id, waits });
            }
        });

        await new Migrator(database).MigrateAsync();

        Assert.Equal(
            ["CatchUp", "Wait"],
            await database.ReadAsync(session => session.ListAsync<string>("select lag_policy from parties order by id")));
    }

    private static IEnumerable<(int Number, string Script)> ScriptsUntil(int last, string dialect) =>
        from resource in typeof(Migrator).Assembly.GetManifestResourceNames()
        let parts = resource[(resource.IndexOf("Migrations.", StringComparison.Ordinal) + "Migrations.".Length)..].Split('.')
        where parts[^1] == "sql" && (parts.Length == 2 || parts[1] == dialect)
        let number = int.Parse(parts[0][..4], CultureInfo.InvariantCulture)
        where number <= last
        orderby number, resource
        select (number, Read(resource));

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

public sealed class SqliteLagPolicyMigrationTests() : LagPolicyMigrationSpecification(new SqliteFolder());

public sealed class PostgresLagPolicyMigrationTests() : LagPolicyMigrationSpecification(new PostgresSchema());
