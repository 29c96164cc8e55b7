using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchFlixx.Sockets;

namespace Matinee.Doors.Tests.ResumeProgress;

/// <summary>Tokens and keys as the npm package jose writes them: what we accept and refuse is not our own reading of the RFCs alone.</summary>
public sealed class JoseTests(JoseTests.Jose jose) : IClassFixture<JoseTests.Jose>
{
    private const string User = "user_2abc";

    [Theory]
    [InlineData("good")]
    [InlineData("severalAudiences")]
    public async Task A_token_that_jose_signed_is_good_for_its_user(string token)
    {
        var user = Bearer(token);
        await user.SaveAsync(User, "1", 5);
        Assert.Equal(5, (await user.ProgressAsync(User, "1"))["currentTime"].GetDouble());
        Assert.Equal(403, (await user.ProgressAsync("user_2xyz", "1")).Status);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("notYet")]
    [InlineData("otherAudience")]
    [InlineData("otherIssuer")]
    [InlineData("otherKey")]
    [InlineData("unknownKey")]
    [InlineData("elliptic")]
    [InlineData("padded")]
    [InlineData("secret")]
    public async Task What_is_wrong_with_a_token_is_a_401(string token) => Assert.Equal(401, (await Bearer(token).ProgressAsync(User, "1")).Status);

    private Person Bearer(string token) => jose.Host.Stranger().Use(jose.Token(token));

    /// <summary>An issuer in Node.js, and a server that believes it.</summary>
    public sealed class Jose : IAsyncLifetime
    {
        private readonly long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        private Process? issuer;
        private MatineeHost? host;
        private JsonElement tokens;

        public MatineeHost Host => host!;

        public string Token(string name) => tokens.GetProperty(name).GetString()!;

        public async ValueTask InitializeAsync()
        {
            var folder = await NpmClientTests.InstallAsync();
            issuer = Process.Start(new ProcessStartInfo("node", ["jose-issuer.mjs", User, now.ToString(CultureInfo.InvariantCulture)])
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            var told = JsonSerializer.Deserialize<JsonElement>(await issuer.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Limit) ?? "{}");
            tokens = told.GetProperty("tokens");
            var url = told.GetProperty("url").GetString()!;
            host = new MatineeHost(new() { ["Matinee:Progress:Issuers:0:Issuer"] = url, ["Matinee:Progress:Issuers:0:Audience"] = "matinee" });
        }

        public async ValueTask DisposeAsync()
        {
            if (host is not null) await host.DisposeAsync();
            if (issuer is null) return;
            if (!issuer.HasExited) issuer.Kill();
            issuer.Dispose();
        }
    }
}
