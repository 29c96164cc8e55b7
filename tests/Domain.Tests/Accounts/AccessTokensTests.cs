using System.Text;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Tests.Accounts;

public sealed class AccessTokensTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>, IAsyncDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];
    private readonly AccountsHost host = new(database.Database);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_token_is_good_for_an_hour()
    {
        var signedIn = await host.SignInAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(3599));
        await host.CallerAsync(signedIn);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await IsRefusedAsync(signedIn.Tokens.AccessToken));
    }

    [Fact]
    public async Task Claims_that_differ_from_the_login_are_refused_though_the_signature_is_right()
    {
        var signedIn = await host.SignInAsync();
        var caller = await host.CallerAsync(signedIn);
        var other = await host.SignInAsync();
        string With(string type = "account", string? subject = null, string? profile = null, string? login = null, string issuer = "matinee", string extra = "") =>
            Token($$"""
                {"iss":"{{issuer}}","typ":"{{type}}","sub":"{{subject ?? caller.Account.Value}}","prf":"{{profile ?? caller.Profile.Value}}","sid":"{{login ?? caller.Login.Value}}"{{extra}},"iat":0,"exp":9999999999}
                """);

        Assert.False(await IsRefusedAsync(With()));
        Assert.True(await IsRefusedAsync(With(type: "guest")));
        Assert.True(await IsRefusedAsync(With(type: "guest", extra: ",\"pty\":\"p\"")));
        Assert.True(await IsRefusedAsync(With(type: "stream")));
        Assert.True(await IsRefusedAsync(With(extra: ",\"pty\":\"p\"")));
        Assert.True(await IsRefusedAsync(With(extra: ",\"typ\":\"account\"")));
        Assert.True(await IsRefusedAsync(With(subject: other.Account.Id.Value)));
        Assert.True(await IsRefusedAsync(With(profile: other.Profile.Id.Value)));
        Assert.True(await IsRefusedAsync(With(login: "no such login")));
        Assert.True(await IsRefusedAsync(With(login: "\\u0000")));
        Assert.True(await IsRefusedAsync(With(issuer: "another")));
    }

    [Fact]
    public async Task A_guest_token_that_calls_itself_an_account_or_another_partys_is_refused()
    {
        var guest = await host.CallerAsync((await host.Accounts.CreateGuestAsync("Zoë", new PartyId("one"))).OrThrow());
        string With(string type, string party) =>
            Token($$"""
                {"iss":"matinee","typ":"{{type}}","sub":"{{guest.Account}}","prf":"{{guest.Profile}}","sid":"{{guest.Login}}"{{party}},"iat":0,"exp":9999999999}
                """);

        Assert.False(await IsRefusedAsync(With("guest", ",\"pty\":\"one\"")));
        Assert.True(await IsRefusedAsync(With("guest", ",\"pty\":\"two\"")));
        Assert.True(await IsRefusedAsync(With("account", "")));
    }

    [Fact]
    public async Task A_members_token_is_good_for_its_party_and_for_no_other_type()
    {
        var member = await host.Accounts.CreateMemberAsync("Brave Otter", new PartyId("one"), isHost: true);
        var caller = await host.CallerAsync(member);
        Assert.Equal((member.Profile.Id, new PartyId("one")), (caller.Profile, caller.GuestOf));
        var account = await host.CallerAsync(await host.SignInAsync());
        string With(string type = "member", string session = "one", string? user = null, string extra = "", string nbf = ",\"nbf\":0") =>
            Token($$"""
                {"user_id":"{{user ?? caller.Profile.Value}}","username":"x","session_id":"{{session}}","is_host":true,"iss":"matinee","typ":"{{type}}","sub":"{{caller.Profile}}","sid":"{{caller.Login}}"{{nbf}}{{extra}},"iat":0,"exp":9999999999}
                """);

        Assert.False(await IsRefusedAsync(With()));
        Assert.True(await IsRefusedAsync(With(type: "guest")));
        Assert.True(await IsRefusedAsync(With(type: "account")));
        Assert.True(await IsRefusedAsync(With(session: "two")));
        Assert.True(await IsRefusedAsync(With(user: account.Profile.Value)));
        Assert.True(await IsRefusedAsync(With(nbf: "")));
        Assert.True(await IsRefusedAsync(With(extra: $",\"prf\":\"{caller.Profile}\"")));
        Assert.True(await IsRefusedAsync(With(extra: ",\"pty\":\"one\"")));
        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await IsRefusedAsync(member.Tokens.AccessToken));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"typ\":\"account\"}")]
    [InlineData("not json")]
    [InlineData("{\"iss\":\"matinee\",\"typ\":\"account\",\"sub\":\"a\",\"prf\":\"b\",\"sid\":\"c\",\"iat\":0,\"exp\":1e999}")]
    [InlineData("{\"iss\":\"matinee\",\"typ\":\"account\",\"sub\":\"a\",\"prf\":\"b\",\"sid\":\"c\",\"iat\":0}")]
    [InlineData("{\"iss\":\"matinee\",\"typ\":\"account\",\"sub\":null,\"prf\":null,\"sid\":null,\"iat\":0,\"exp\":9999999999}")]
    public async Task A_payload_that_is_not_complete_is_refused(string payload) => Assert.True(await IsRefusedAsync(Token(payload)));

    [Fact]
    public void A_short_signing_key_is_refused() => Assert.Throws<ArgumentException>(() => new TokenOptions { SigningKey = new byte[31] });

    private static string Token(string payload) => Jws.Sign(Encoding.UTF8.GetBytes(payload), Key);

    private async Task<bool> IsRefusedAsync(string token) =>
        (await host.Tokens.AuthenticateAsync(token)).IsRefused(out var refusal) && refusal.Kind == RefusalKind.Unauthenticated;
}
