using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Matinee.Doors.Sessions;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

public sealed class TurnTests
{
    private const string Secret = "north wind";

    [Fact]
    public async Task Credentials_name_the_member_and_end_with_its_token()
    {
        await using var host = new MatineeHost(new()
        {
            ["Matinee:Turn:Urls"] = "turn:turn.example:3478, turns:turn.example:5349?transport=tcp",
            ["Matinee:Turn:Secret"] = Secret,
            ["Matinee:Ice:Urls"] = "stun:stun.example",
        });
        var created = await host.Stranger().PostAsync("/api/sessions/create", new { name = "Movie Night", password = SessionActs.Password });
        var joined = await host.TryJoinSessionAsync(created["id"].GetString()!);
        foreach (var answer in new[] { created, joined })
        {
            Assert.Equal(
                ["stun:stun.example", "turn:turn.example:3478", "turns:turn.example:5349?transport=tcp"],
                answer["ice_servers"].EnumerateArray().Select(server => server.GetProperty("urls").GetString()));
            var claims = SessionActs.Claims(answer["token"].GetString()!);
            var username = answer["ice_servers.1.username"].GetString()!;
            Assert.Equal(claims.GetProperty("user_id").GetString(), username.Split(':')[1]);
            Assert.InRange(long.Parse(username.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture) - claims.GetProperty("exp").GetInt64(), -2, 2);
            Assert.Equal(28, answer["ice_servers.1.credential"].GetString()!.Length);
            Assert.False(answer["ice_servers.0"].TryGetProperty("credential", out _));
        }

        Assert.DoesNotContain(Secret, string.Join('\n', host.Log.All), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, host.Get<IceOptions>().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_TURN_server_takes_good_credentials_and_neither_expired_nor_forged_ones()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/turnserver") && File.Exists("/usr/bin/turnutils_uclient"), "coturn is not installed.");
        var folder = Directory.CreateTempSubdirectory("matinee-turn-");
        var port = FreePort();
        using var server = Start(
            "turnserver", "-n", "-L", "127.0.0.1", "-E", "127.0.0.1", "-p", $"{port}", "--use-auth-secret", $"--static-auth-secret={Secret}", "--realm=matinee",
            "--no-tls", "--no-dtls", "--no-cli", "--log-file", "stdout", "--simple-log", "--allow-loopback-peers",
            "--pidfile", Path.Combine(folder.FullName, "pid"), "--db", Path.Combine(folder.FullName, "db"));
        try
        {
            var ice = new IceServers(new IceOptions { Urls = [], TurnUrls = [$"turn:127.0.0.1:{port}"], TurnSecret = Secret });
            var now = TimeProvider.System.GetUtcNow();
            var good = Assert.Single(ice.For("0198c0de-0000-7000-8000-000000000001", now.AddHours(1)));
            var expired = Assert.Single(ice.For("0198c0de-0000-7000-8000-000000000001", now.AddMinutes(-1)));
            await Eventually.BecomesTrueAsync(() => IsTakenAsync(good.Username!, good.Credential!, port), "the TURN server takes the credentials");
            Assert.False(await IsTakenAsync(expired.Username!, expired.Credential!, port));
            Assert.False(await IsTakenAsync(good.Username!, expired.Credential!, port));
            Assert.False(await IsTakenAsync(good.Username!.Replace("0001", "0002", StringComparison.Ordinal), good.Credential!, port));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Settings_that_make_no_sense_stop_the_start_and_all_are_listed()
    {
        using var server = Start(
            "dotnet", Path.Combine(AppContext.BaseDirectory, "matinee.dll"), "--Matinee:DataDirectory", Directory.CreateTempSubdirectory("matinee-test-").FullName,
            "--Matinee:Ice:Urls", "stun:good.example,http://bad.example,stun:", "--Matinee:Turn:Urls", "turn:bad.example/path");
        var output = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync().WaitAsync(Eventually.Limit);
        Assert.NotEqual(0, server.ExitCode);
        Assert.Contains("Matinee:Ice:Urls: \"http://bad.example\" is not an address", output, StringComparison.Ordinal);
        Assert.Contains("Matinee:Ice:Urls: \"stun:\" is not an address", output, StringComparison.Ordinal);
        Assert.Contains("Matinee:Turn:Urls: \"turn:bad.example/path\" is not an address", output, StringComparison.Ordinal);
        Assert.Contains("Matinee:Turn:Secret: is missing", output, StringComparison.Ordinal);
        Assert.DoesNotContain("good.example", output, StringComparison.Ordinal);
    }

    private static async Task<bool> IsTakenAsync(string username, string credential, int port)
    {
        using var client = Start("turnutils_uclient", "-u", username, "-w", credential, "-p", $"{port}", "-y", "-c", "-n", "1", "-m", "1", "-z", "5", "127.0.0.1");
        var output = client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync().WaitAsync(Eventually.Limit);
        await output;
        return client.ExitCode == 0;
    }

    private static Process Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (program == "turnserver") process.BeginOutputReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
