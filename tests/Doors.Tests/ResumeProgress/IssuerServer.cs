using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.Doors.Tests.ResumeProgress;

/// <summary>Another system's sign-in: publishes its keys over HTTP and signs what it is told to.</summary>
public sealed class IssuerServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int fetches;

    private IssuerServer(WebApplication app) => this.app = app;

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public int Fetches => Volatile.Read(ref fetches);

    /// <summary>What is published, by key id.</summary>
    public Dictionary<string, RSA> Keys { get; } = new() { ["first"] = RSA.Create(2048) };

    /// <summary>Instead of the keys.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    public static async Task<IssuerServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new IssuerServer(builder.Build());
        server.app.MapGet("/.well-known/jwks.json", server.PublishAsync);
        await server.app.StartAsync();
        return server;
    }

    /// <param name="change">What differs from a good token: claims, or header fields.</param>
    public string Sign(string subject, DateTimeOffset now, string key = "first", Action<Dictionary<string, object?>, Dictionary<string, object?>>? change = null)
    {
        var header = new Dictionary<string, object?> { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = key };
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = Url,
            ["sub"] = subject,
            ["aud"] = "matinee",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
        change?.Invoke(header, claims);
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(Keys[key].SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        foreach (var key in Keys.Values) key.Dispose();
    }

    private Task PublishAsync(HttpContext context)
    {
        Interlocked.Increment(ref fetches);
        if (Answer is not null) return Answer(context);
        return context.Response.WriteAsJsonAsync(new
        {
            keys = Keys.Select(pair =>
            {
                var numbers = pair.Value.ExportParameters(includePrivateParameters: false);
                return new { kty = "RSA", use = "sig", alg = "RS256", kid = pair.Key, n = Base64Url.EncodeToString(numbers.Modulus), e = Base64Url.EncodeToString(numbers.Exponent) };
            }),
        });
    }
}
