using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Matinee.Doors.Tests.Shared;
using Microsoft.AspNetCore.Http;

namespace Matinee.Doors.Tests.ResumeProgress;

/// <summary>Tokens of another system, whose keys come from a real server.</summary>
public sealed class IssuerTests : IAsyncLifetime
{
    private IssuerServer issuer = null!;
    private MatineeHost host = null!;

    public async ValueTask InitializeAsync()
    {
        issuer = await IssuerServer.StartAsync();
        host = new MatineeHost(new() { ["Matinee:Progress:Issuers:0:Issuer"] = issuer.Url, ["Matinee:Progress:Issuers:0:Audience"] = "matinee" });
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_user_of_the_issuer_has_its_own_progress_and_nobody_elses()
    {
        var user = host.Stranger().Use(issuer.Sign("user_2abc", host.Clock.GetUtcNow()));
        await user.SaveAsync("user_2abc", "1", 5);
        Assert.Equal(5, (await user.ProgressAsync("user_2abc", "1"))["currentTime"].GetDouble());
        Assert.Equal(403, (await user.ProgressAsync("user_2xyz", "1")).Status);
        Assert.Equal(403, (await user.PostAsync(ProgressActs.Path, new { clerkId = "user_2xyz", tmdbId = "1", currentTime = 1 })).Status);
        Assert.Equal(1, issuer.Fetches);
        var ana = await host.SignUpAsync("ana");
        await ana.SaveAsync(ana.AccountId, "1", 6);
        Assert.Equal(403, (await ana.ProgressAsync("user_2abc", "1")).Status);
    }

    [Fact]
    public async Task Claims_are_checked()
    {
        var now = host.Clock.GetUtcNow();
        await AssertStatusAsync(200, Sign((_, claims) => claims["aud"] = new[] { "other", "matinee" }));
        await AssertStatusAsync(200, Sign((_, claims) => claims.Remove("nbf")));
        await AssertStatusAsync(200, Sign((_, claims) => claims["exp"] = now.AddSeconds(10).ToUnixTimeSeconds()));
        foreach (var audience in new object?[] { "other", Array.Empty<string>(), new object[] { 1 }, 5, null, "Matinee" })
            await AssertStatusAsync(401, Sign((_, claims) => claims["aud"] = audience));
        await AssertStatusAsync(401, Sign((_, claims) => claims.Remove("aud")));
        foreach (var expires in new object?[] { now.AddMinutes(-1).ToUnixTimeSeconds(), 0, -1, "9999999999", 1e300, null })
            await AssertStatusAsync(401, Sign((_, claims) => claims["exp"] = expires));
        await AssertStatusAsync(401, Sign((_, claims) => claims.Remove("exp")));
        foreach (var notBefore in new object?[] { now.AddMinutes(2).ToUnixTimeSeconds(), "0", 1e300 })
            await AssertStatusAsync(401, Sign((_, claims) => claims["nbf"] = notBefore));
        foreach (var name in new object?[] { issuer.Url + "/", issuer.Url.ToUpperInvariant(), "matinee", 1, null })
            await AssertStatusAsync(401, Sign((_, claims) => claims["iss"] = name));
        foreach (var subject in new object?[] { "", 1, null })
            await AssertStatusAsync(401, Sign((_, claims) => claims["sub"] = subject));
    }

    [Fact]
    public async Task The_key_decides_the_algorithm()
    {
        var good = Sign();
        await AssertStatusAsync(200, good);
        var parts = good.Split('.');
        var published = issuer.Keys["first"];
        var secrets = new[]
        {
            Encoding.ASCII.GetBytes(published.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(published.ExportSubjectPublicKeyInfoPem() + "\n"),
            Encoding.ASCII.GetBytes(published.ExportRSAPublicKeyPem()),
            published.ExportSubjectPublicKeyInfo(),
            published.ExportParameters(includePrivateParameters: false).Modulus!,
        };
        foreach (var secret in secrets)
        {
            foreach (var algorithm in new[] { "HS256", "RS256" })
            {
                var signed = $"{IssuerServer.Encode(new { alg = algorithm, kid = "first" })}.{parts[1]}";
                await AssertStatusAsync(401, $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}");
            }
        }

        foreach (var algorithm in new[] { "none", "None", "nOnE", "", "HS256", "RS512", "PS256", "ES256", "rs256" })
        {
            await AssertStatusAsync(401, Sign((header, _) => header["alg"] = algorithm));
            await AssertStatusAsync(401, $"{IssuerServer.Encode(new { alg = algorithm, kid = "first" })}.{parts[1]}.");
        }

        await AssertStatusAsync(401, $"{parts[0]}.{parts[1]}.");
        await AssertStatusAsync(401, $"{parts[0]}.{parts[1]}.{parts[2]}=");
        await AssertStatusAsync(401, $"{parts[0]}.{IssuerServer.Encode(new { iss = issuer.Url, sub = "admin", aud = "matinee", exp = 9999999999 })}.{parts[2]}");
        await AssertStatusAsync(401, Sign((header, _) => header["crit"] = new[] { "exp" }));
        await AssertStatusAsync(401, Sign((header, _) => header.Remove("alg")));
    }

    [Fact]
    public async Task A_key_that_the_token_brings_along_is_not_looked_at()
    {
        using var own = RSA.Create(2048);
        await using var other = await IssuerServer.StartAsync();
        var numbers = own.ExportParameters(includePrivateParameters: false);
        var jwk = new { kty = "RSA", kid = "first", n = Base64Url.EncodeToString(numbers.Modulus), e = Base64Url.EncodeToString(numbers.Exponent) };
        var signed = $"{IssuerServer.Encode(new { alg = "RS256", kid = "first", jwk, jku = $"{other.Url}/.well-known/jwks.json" })}.{Sign().Split('.')[1]}";
        await AssertStatusAsync(401, $"{signed}.{Base64Url.EncodeToString(own.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}");
        await AssertStatusAsync(401, other.Sign("u", host.Clock.GetUtcNow()));
        await AssertStatusAsync(401, other.Sign("u", host.Clock.GetUtcNow(), change: (_, claims) => claims["iss"] = issuer.Url));
        Assert.Equal(0, other.Fetches);
        foreach (var key in new object?[] { "unknown", "../first", "first' or '1'='1", "", null, 5, new string('k', 3000), "__proto__" })
            await AssertStatusAsync(401, Sign((header, _) => header["kid"] = key));
        await AssertStatusAsync(401, Sign((header, _) => header.Remove("kid")));
    }

    [Fact]
    public async Task An_unknown_key_is_asked_for_once_a_minute()
    {
        await AssertStatusAsync(200, Sign());
        issuer.Keys["second"] = RSA.Create(2048);
        for (var i = 0; i < 5; i++) await AssertStatusAsync(401, issuer.Sign("u", host.Clock.GetUtcNow(), "second"));
        Assert.Equal(1, issuer.Fetches);
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AssertStatusAsync(200, issuer.Sign("u", host.Clock.GetUtcNow(), "second"))));
        Assert.Equal(2, issuer.Fetches);
        await AssertStatusAsync(200, Sign());
        Assert.Equal(2, issuer.Fetches);
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_goes_within_the_hour()
    {
        var token = issuer.Sign("u", host.Clock.GetUtcNow(), change: (_, claims) => claims["exp"] = host.Clock.GetUtcNow().AddDays(1).ToUnixTimeSeconds());
        await AssertStatusAsync(200, token);
        var withdrawn = issuer.Keys["first"];
        issuer.Keys.Remove("first");
        host.Clock.Advance(TimeSpan.FromMinutes(61));
        await AssertStatusAsync(401, token);
        withdrawn.Dispose();
    }

    [Fact]
    public async Task An_issuer_that_cannot_be_reached_is_a_503_and_one_whose_keys_are_known_goes_on()
    {
        issuer.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        var answer = await AssertStatusAsync(503, Sign());
        Assert.NotEmpty(answer.Error());
        await AssertStatusAsync(503, Sign());
        Assert.Equal(1, issuer.Fetches);
        issuer.Answer = null;
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        await AssertStatusAsync(200, Sign());
        issuer.Answer = context => context.Response.WriteAsync("no longer JSON");
        host.Clock.Advance(TimeSpan.FromMinutes(61));
        await AssertStatusAsync(200, Sign());
        Assert.Equal(3, issuer.Fetches);
    }

    [Fact]
    public async Task What_is_no_key_set_is_not_taken()
    {
        await using var elsewhere = await IssuerServer.StartAsync();
        Func<HttpContext, Task>[] answers =
        [
            context => context.Response.WriteAsync("null"),
            context => context.Response.WriteAsync("{\"keys\":{}}"),
            context => context.Response.WriteAsync("{\"keys\":[" + new string(' ', 300_000) + "]}"),
            context => context.Response.WriteAsync(string.Concat(Enumerable.Repeat("[", 1000))),
            context =>
            {
                context.Response.Redirect($"{elsewhere.Url}/.well-known/jwks.json");
                return Task.CompletedTask;
            },
        ];
        foreach (var answer in answers)
        {
            issuer.Answer = answer;
            host.Clock.Advance(TimeSpan.FromSeconds(61));
            await AssertStatusAsync(503, Sign());
        }

        Assert.Equal((answers.Length, 0), (issuer.Fetches, elsewhere.Fetches));
        issuer.Answer = context => context.Response.WriteAsync(
            """{"keys":[1,null,{"kty":"RSA"},{"kty":"oct","kid":"first","k":"AAAA"},{"kty":"RSA","kid":"first","n":"AQAB","e":"AQAB"},{"kty":"RSA","kid":"first","n":"!!","e":5}]}""");
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        await AssertStatusAsync(401, Sign());
    }

    private string Sign(Action<Dictionary<string, object?>, Dictionary<string, object?>>? change = null) =>
        issuer.Sign("u", host.Clock.GetUtcNow(), change: change);

    private async Task<Answer> AssertStatusAsync(int status, string token)
    {
        var answer = await host.Stranger().Use(token).AllProgressAsync("u");
        Assert.True(status == answer.Status, $"{answer.Status} instead of {status} for {token[..Math.Min(60, token.Length)]}: {answer.Text}");
        return answer;
    }
}
