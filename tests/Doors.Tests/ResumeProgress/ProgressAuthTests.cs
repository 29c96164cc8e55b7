using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.ResumeProgress;

/// <summary>Who may read and write whose progress.</summary>
public sealed class ProgressAuthTests(SocketHost host) : IClassFixture<SocketHost>
{
    [Fact]
    public async Task By_default_every_call_needs_a_token()
    {
        foreach (var answer in await CallsAsync(host.Stranger(), "u"))
        {
            Assert.Equal((401, "Bearer"), (answer.Status, answer.Headers["WWW-Authenticate"]));
            Assert.NotEmpty(answer.Error());
        }
    }

    [Fact]
    public async Task An_account_has_its_own_progress_and_nobody_elses()
    {
        var ana = await host.SignUpAsync("ana");
        var ben = await host.SignUpAsync("ben");
        Assert.Equal([204, 200, 200, 204], (await CallsAsync(ana, ana.AccountId)).Select(answer => answer.Status));
        foreach (var answer in await CallsAsync(ben, ana.AccountId))
        {
            Assert.Equal(403, answer.Status);
            Assert.NotEmpty(answer.Error());
        }
    }

    [Theory]
    [InlineData("Bearer garbage")]
    [InlineData("Bearer ")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.e30.")]
    public async Task A_bad_token_is_a_401_where_tokens_are_looked_at(string header)
    {
        await using var optional = new OpenProgressHost();
        foreach (var server in new MatineeHost[] { host, optional })
            Assert.Equal(401, (await server.Stranger().SendAsync(HttpMethod.Get, "/api/progress/u/1", content: null, ("Authorization", header))).Status);
    }

    [Fact]
    public async Task A_token_that_ended_is_a_401()
    {
        var ana = await host.SignUpAsync("ana");
        await ana.PostAsync("/v1/auth/logout");
        Assert.Equal(401, (await ana.AllProgressAsync(ana.AccountId)).Status);
    }

    [Fact]
    public async Task Where_it_is_optional_nobody_needs_a_token_but_who_has_one_is_held_to_it()
    {
        await using var optional = new OpenProgressHost();
        Assert.Equal([204, 200, 200, 204], (await CallsAsync(optional.Stranger(), "anybody")).Select(answer => answer.Status));
        var ana = await optional.SignUpAsync("ana");
        Assert.Equal([204, 200, 200, 204], (await CallsAsync(ana, ana.AccountId)).Select(answer => answer.Status));
        Assert.All(await CallsAsync(ana, "anybody"), answer => Assert.Equal(403, answer.Status));
    }

    [Fact]
    public async Task Where_it_is_off_tokens_are_not_looked_at()
    {
        await using var off = new MatineeHost(new() { ["Matinee:Progress:Auth"] = "off" });
        var ana = await off.SignUpAsync("ana");
        Assert.Equal([204, 200, 200, 204], (await CallsAsync(ana, "somebody else")).Select(answer => answer.Status));
        Assert.Equal([204, 200, 200, 204], (await CallsAsync(off.Stranger().Use("garbage"), "u")).Select(answer => answer.Status));
    }

    [Fact]
    public async Task Who_may_not_save_learns_nothing_about_the_body()
    {
        var answer = await host.Stranger().PostTextAsync(ProgressActs.Path, "{}");
        Assert.Equal(401, answer.Status);
    }

    private static async Task<IReadOnlyList<Answer>> CallsAsync(Person person, string clerkId) =>
    [
        await person.PostAsync(ProgressActs.Path, new { clerkId, tmdbId = "1", currentTime = 1 }),
        await person.ProgressAsync(clerkId, "1"),
        await person.AllProgressAsync(clerkId),
        await person.DeleteProgressAsync(clerkId, "1"),
    ];
}
