using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Doors.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Matinee.Doors.Tests.Shared;

/// <summary>Holds for every route of every door, those included that are not written yet.</summary>
public sealed class RouteAccessTests(MatineeHost host) : IClassFixture<MatineeHost>
{
    private const string SomeId = "0198c0de-0000-7000-8000-000000000001";

    [Fact]
    public async Task Every_route_that_is_not_open_refuses_bad_tokens()
    {
        var good = await host.SignUpAsync("ana");
        var loggedOut = await host.SignUpAsync("ben");
        await loggedOut.PostAsync("/v1/auth/logout");
        var expired = await host.SignUpAsync("cleo");
        host.Clock.Advance(TimeSpan.FromHours(1));
        await good.LogInAsync(good.Email);

        var bad = Forged(good.AccessToken)
            .Append(("logged out", $"Bearer {loggedOut.AccessToken}"))
            .Append(("expired", $"Bearer {expired.AccessToken}"))
            .ToList();
        var routes = Routes(access => access != Access.Anyone);
        Assert.NotEmpty(routes);
        foreach (var (method, path) in routes)
        {
            await AssertUnauthenticatedAsync(method, path, "no token", null);
            foreach (var (what, header) in bad) await AssertUnauthenticatedAsync(method, path, what, header);
        }

        Assert.Equal(200, (await good.GetAsync("/v1/auth/profiles")).Status);
    }

    [Fact]
    public async Task Every_route_that_is_for_accounts_refuses_guests()
    {
        var guest = (await host.Get<Accounts>().CreateGuestAsync("Zoë", new PartyId(SomeId))).OrThrow();
        var zoe = host.Stranger().Use(guest.Tokens.AccessToken);
        foreach (var (method, path) in Routes(access => access is Access.Account or Access.Administrator))
            Assert.True(403 == (await zoe.SendAsync(method, path, content: null)).Status, $"{method} {path}");
        Assert.Equal(200, (await zoe.GetAsync("/api/auth/profile/")).Status);
    }

    [Fact]
    public async Task Every_route_that_is_for_administrators_refuses_accounts()
    {
        var ana = await host.SignUpAsync("ana");
        foreach (var (method, path) in Routes(access => access == Access.Administrator))
            Assert.True(403 == (await ana.SendAsync(method, path, content: null)).Status, $"{method} {path}");
    }

    private static IEnumerable<(string What, string Header)> Forged(string good)
    {
        var parts = good.Split('.');
        yield return ("garbage", "Bearer garbage");
        yield return ("empty", "Bearer ");
        yield return ("another scheme", $"Basic {good}");
        yield return ("no scheme", good);
        yield return ("twice", $"Bearer {good}, Bearer {good}");
        yield return ("no signature", $"Bearer {parts[0]}.{parts[1]}.");
        yield return ("another payload", $"Bearer {parts[0]}.{Encode("""{"sub":"x"}""")}.{parts[2]}");
        yield return ("huge", $"Bearer {new string('a', 10_000)}");
        foreach (var algorithm in new[] { "none", "None", "NONE" })
            yield return ($"algorithm {algorithm}", $"Bearer {Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{parts[1]}.");

        var anotherKey = HMACSHA256.HashData(new byte[32], Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
        yield return ("another key", $"Bearer {parts[0]}.{parts[1]}.{Base64Url.EncodeToString(anotherKey)}");

        var rsaHeader = Encode("""{"alg":"RS256","typ":"JWT"}""");
        using var rsa = RSA.Create(2048);
        var signature = rsa.SignData(Encoding.ASCII.GetBytes($"{rsaHeader}.{parts[1]}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        yield return ("RS256", $"Bearer {rsaHeader}.{parts[1]}.{Base64Url.EncodeToString(signature)}");
        yield return ("RS256 in name only", $"Bearer {rsaHeader}.{parts[1]}.{parts[2]}");
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private async Task AssertUnauthenticatedAsync(HttpMethod method, string path, string what, string? header)
    {
        var answer = header is null
            ? await host.Stranger().SendAsync(method, path, content: null)
            : await host.Stranger().SendAsync(method, path, content: null, ("Authorization", header));
        Assert.True(401 == answer.Status, $"{method} {path} with {what} answered {answer.Status}");
        Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
        Assert.True(answer.Json.TryGetProperty("error", out _) || !answer["success"].GetBoolean(), $"{method} {path} does not say that it failed.");
    }

    private List<(HttpMethod Method, string Path)> Routes(Func<Access, bool> isWanted) =>
        [.. from endpoint in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<DoorRoute>() is not null && isWanted(DoorRoutes.Find(endpoint, Access.Account))
            from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            select (new HttpMethod(method), PathOf(endpoint))];

    private static string PathOf(RouteEndpoint endpoint) =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
            segment.Parts is [RoutePatternLiteralPart literal] ? literal.Content : SomeId));
}
