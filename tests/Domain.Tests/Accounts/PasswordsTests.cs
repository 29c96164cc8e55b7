using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Tests.Accounts;

public sealed class PasswordsTests
{
    [Fact]
    public async Task A_hash_knows_its_password_only()
    {
        var passwords = new Passwords(new PasswordOptions(Iterations: 100));
        var hash = (await passwords.HashAsync("securePassword123", default)).OrThrow();
        Assert.True((await passwords.IsCorrectAsync(hash, "securePassword123", default)).OrThrow());
        Assert.False((await passwords.IsCorrectAsync(hash, "securePassword124", default)).OrThrow());
        Assert.False((await passwords.IsCorrectAsync(hash: null, "securePassword123", default)).OrThrow());
        Assert.NotEqual(hash, (await passwords.HashAsync("securePassword123", default)).OrThrow());
    }

    [Fact]
    public async Task A_flood_is_refused_at_once_instead_of_queued_without_end()
    {
        var passwords = new Passwords(new PasswordOptions(Iterations: 1_000_000));
        using var patience = new CancellationTokenSource();
        var flood = Enumerable.Range(0, 120).Select(_ => passwords.HashAsync("securePassword123", patience.Token)).ToList();
        var refused = flood.Where(task => task.IsCompleted).ToList();
        Assert.Equal(20, refused.Count);
        Assert.All(await Task.WhenAll(refused), outcome => Assert.True(outcome.IsRefused(out var refusal) && refusal.Kind == RefusalKind.Unavailable));

        await patience.CancelAsync();
        await Task.WhenAll(flood).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Contains(flood, task => task.IsCompletedSuccessfully && !refused.Contains(task));
    }
}
