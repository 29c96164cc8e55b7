using System.Text;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

public sealed class PartyPasswordsTests
{
    private static readonly PartyId Party = new("party");

    [Fact]
    public async Task A_password_is_hashed_with_cost_twelve()
    {
        var passwords = new PartyPasswords(new PartyPasswordOptions());
        var hash = (await passwords.HashAsync("secure123")).OrThrow();
        Assert.StartsWith("$2b$12$", hash, StringComparison.Ordinal);
        Assert.True((await passwords.IsCorrectAsync(Party, hash, "secure123")).OrThrow());
        Assert.False((await passwords.IsCorrectAsync(Party, hash, "secure124")).OrThrow());
    }

    // From the test vectors of crypt_blowfish, in the prefix that this version writes.
    [Theory]
    [InlineData("U*U", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")]
    [InlineData("U*U*U", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    public void It_is_the_bcrypt_that_others_have(string password, string hash)
    {
        Assert.True(Bcrypt.Verify(Encoding.UTF8.GetBytes(password), hash));
        Assert.False(Bcrypt.Verify(Encoding.UTF8.GetBytes(password + "x"), hash));
    }

    [Theory]
    [InlineData(72)]
    [InlineData(73)]
    [InlineData(500)]
    public async Task Every_byte_counts_however_long_the_password(int length)
    {
        var passwords = new PartyPasswords(new PartyPasswordOptions(Cost: 4));
        var password = new string('x', length);
        var hash = (await passwords.HashAsync(password)).OrThrow();
        Assert.True((await passwords.IsCorrectAsync(Party, hash, password)).OrThrow());
        Assert.False((await passwords.IsCorrectAsync(Party, hash, password[..^1] + "y")).OrThrow());
        Assert.False((await passwords.IsCorrectAsync(Party, hash, password + "x")).OrThrow());
        Assert.False((await passwords.IsCorrectAsync(Party, hash, password[..^1])).OrThrow());
    }

    [Fact]
    public async Task What_follows_a_NUL_counts_too()
    {
        var passwords = new PartyPasswords(new PartyPasswordOptions(Cost: 4));
        var hash = (await passwords.HashAsync("secure\u0000one")).OrThrow();
        Assert.False((await passwords.IsCorrectAsync(Party, hash, "secure\u0000two")).OrThrow());
        Assert.False((await passwords.IsCorrectAsync(Party, hash, "secure")).OrThrow());
    }

    [Fact]
    public async Task A_flood_on_one_party_is_refused_and_leaves_room_for_another()
    {
        var passwords = new PartyPasswords(new PartyPasswordOptions(Cost: 10));
        var hash = (await passwords.HashAsync("secure123")).OrThrow();
        var flood = Enumerable.Range(0, 200).Select(_ => passwords.IsCorrectAsync(Party, hash, "wrong")).ToList();
        Assert.True((await passwords.IsCorrectAsync(new PartyId("another"), hash, "secure123")).OrThrow());
        var outcomes = await Task.WhenAll(flood);
        Assert.InRange(outcomes.Count(outcome => !outcome.IsRefused(out _)), 1, 20);
        Assert.All(outcomes, outcome => Assert.True(!outcome.IsRefused(out var refusal) || refusal.Kind == RefusalKind.Unavailable));
        Assert.False((await passwords.IsCorrectAsync(Party, hash, "wrong")).OrThrow());
    }
}
