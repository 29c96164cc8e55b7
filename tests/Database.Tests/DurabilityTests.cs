using System.Diagnostics;
using System.Globalization;

namespace Matinee.Database.Tests;

/// <summary>A process writes and says what it was promised; it is killed; all of that must be there.</summary>
public sealed class DurabilityTests : IAsyncDisposable
{
    internal const string Writer = "MATINEE_TEST_WRITER";

    private readonly SqliteFolder folder = new();

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9()
    {
        var promised = await RunUntilKilledAsync();

        await using var database = folder.Open();
        var kept = await database.ReadAsync(session => session.ListAsync<long>("select id from notes"));

        Assert.Superset(promised.ToHashSet(), kept.ToHashSet());
    }

    private async Task<List<long>> RunUntilKilledAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(DurabilityTests).Assembly.Location);
        start.Environment[Writer] = folder.File;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var promised = new List<long>();
        try
        {
            while (promised.Count < 500)
                promised.Add(long.Parse((await process.StandardOutput.ReadLineAsync(limit.Token))!, CultureInfo.InvariantCulture));
        }
        finally
        {
            // SIGKILL.
            process.Kill();
        }

        // What it said before it died was promised too; the last line may be cut.
        var rest = await process.StandardOutput.ReadToEndAsync(limit.Token);
        var lines = rest.Split('\n');
        promised.AddRange(lines[..^1].Select(line => long.Parse(line, CultureInfo.InvariantCulture)));
        return promised;
    }

    /// <summary>What this assembly does instead of testing when <see cref="Writer"/> names a file.</summary>
    internal static async Task WriteForEverAsync(string file)
    {
        await using var database = new SqliteDatabase(file);
        await database.WriteAsync(session => session.ExecuteAsync("create table notes (id bigint primary key)"));
        var next = 0L;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (true)
            {
                var id = Interlocked.Increment(ref next);
                await database.WriteAsync(session => session.ExecuteAsync("insert into notes values (@id)", new { id }));
                await Console.Out.WriteAsync($"{id}\n");
            }
        }));
    }
}
