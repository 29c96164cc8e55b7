using Matinee.Domain.Kernel;
using Matinee.Domain.Progress;

namespace Matinee.Domain.Tests.Progress;

public sealed class ProgressOnSqlite(SqliteTestDatabase database) : ProgressSpecification, IClassFixture<SqliteTestDatabase>
{
    protected override IProgress Progress => new ProgressStore(database.Database, Clock);
}

public sealed class ProgressOnPostgres(PostgresTestDatabase database) : ProgressSpecification, IClassFixture<PostgresTestDatabase>
{
    protected override IProgress Progress => new ProgressStore(database.Database, Clock);
}

/// <summary>What every storage of progress must do.</summary>
public abstract class ProgressSpecification
{
    private readonly ProgressOwner owner = new(Guid.CreateVersion7().ToString());

    protected ManualClock Clock { get; } = new();

    protected abstract IProgress Progress { get; }

    [Fact]
    public async Task What_was_saved_is_found_with_its_time_in_milliseconds()
    {
        Clock.Advance(TimeSpan.FromTicks(12_345));
        await SaveAsync("film", 120.5);
        var found = (await Progress.FindAsync(owner, new("film"))).OrThrow();
        Assert.Equal((new ProgressTitle("film"), 120.5, Clock.GetUtcNow().ToUnixTimeMilliseconds()), (found.Title, found.Position, found.UpdatedAt.ToUnixTimeMilliseconds()));
        Assert.Equal(0, found.UpdatedAt.UtcTicks % TimeSpan.TicksPerMillisecond);
    }

    [Fact]
    public async Task The_last_save_wins()
    {
        await SaveAsync("film", 9);
        await SaveAsync("film", 3);
        Assert.Equal(3, (await Progress.FindAsync(owner, new("film"))).OrThrow().Position);
        Assert.Single((await Progress.ListAsync(owner)).OrThrow());
    }

    [Fact]
    public async Task The_list_is_one_owners_newest_first()
    {
        foreach (var title in new[] { "a", "b", "c" })
        {
            await SaveAsync(title, 1);
            Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await SaveAsync("a", 2);
        await Progress.SaveAsync(new(owner.Value + "x"), new("d"), 1);
        Assert.Equal(["a", "c", "b"], await TitlesAsync());
    }

    [Fact]
    public async Task Nothing_saved_is_nothing_found()
    {
        Assert.Empty((await Progress.ListAsync(owner)).OrThrow());
        Assert.True((await Progress.FindAsync(owner, new("film"))).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.NotFound, refusal.Kind);
        Assert.True((await Progress.RemoveAsync(owner, new("film"))).IsRefused(out refusal));
        Assert.Equal(RefusalKind.NotFound, refusal.Kind);
    }

    [Fact]
    public async Task What_is_removed_is_gone_until_it_is_saved_again()
    {
        await SaveAsync("a", 1);
        await SaveAsync("b", 1);
        (await Progress.RemoveAsync(owner, new("a"))).OrThrow();
        Assert.True((await Progress.RemoveAsync(owner, new("a"))).IsRefused(out _));
        Assert.Equal(["b"], await TitlesAsync());
        await SaveAsync("a", 2);
        Assert.Equal(["a", "b"], (await TitlesAsync()).Order());
    }

    [Theory]
    [InlineData(":")]
    [InlineData("a:b")]
    [InlineData("a%3Ab")]
    [InlineData("%")]
    [InlineData("%25")]
    [InlineData("*")]
    [InlineData("a?c")]
    [InlineData("[ab]")]
    [InlineData("\\")]
    [InlineData(" ")]
    [InlineData("a/b")]
    [InlineData("ж 👨‍👩‍👧")]
    public async Task No_two_ids_are_one(string id)
    {
        string[] titles = ["a", "ab", "abc", "a:c", "a%3Ac", "a/c", "a%2Fc", id];
        foreach (var title in titles) await SaveAsync(title, title.Length);
        Assert.Equal(titles.Distinct().Order(StringComparer.Ordinal), (await TitlesAsync()).Order(StringComparer.Ordinal));
        var other = new ProgressOwner(owner.Value + id);
        await Progress.SaveAsync(other, new("only"), 1);
        await Progress.SaveAsync(new(owner.Value), new(id + "only"), 77);
        Assert.Equal("only", Assert.Single((await Progress.ListAsync(other)).OrThrow()).Title.Value);
        Assert.Equal(77, (await Progress.FindAsync(owner, new(id + "only"))).OrThrow().Position);
        (await Progress.RemoveAsync(owner, new(id))).OrThrow();
        Assert.DoesNotContain(id, await TitlesAsync());
    }

    [Fact]
    public async Task Saves_at_once_leave_each_title_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => SaveAsync($"film{i % 6}", i)));
        Assert.Equal(6, (await TitlesAsync()).Count());
    }

    protected async Task SaveAsync(string title, double position) => (await Progress.SaveAsync(owner, new(title), position)).OrThrow();

    protected async Task<IEnumerable<string>> TitlesAsync() => (await Progress.ListAsync(owner)).OrThrow().Select(saved => saved.Title.Value);
}
