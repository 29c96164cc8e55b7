using System.Diagnostics;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

/// <summary>The document's own example with the npm client as it is published.</summary>
public sealed class NpmClientTests(SocketHost host) : IClassFixture<SocketHost>, IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string Folder = FindFolder();
    private static readonly SemaphoreSlim Installing = new(1);

    [Theory]
    [InlineData("websocket", "with")]
    [InlineData("polling", "without")]
    [InlineData("polling,websocket", "with")]
    public async Task Two_people_watch_together(string transports, string acknowledgements)
    {
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        var server = PartyRoom.Server(host).GetLeftPart(UriPartial.Authority);
        var output = await RunAsync(
            "node", "watch-together.mjs", server, ana.AccessToken, ana.ProfileId, ben.AccessToken, await host.AddFilmAsync(ana), transports, acknowledgements);
        Assert.Equal("done", output.Trim());
        Assert.Empty(host.Log.Errors);
    }

    public async ValueTask InitializeAsync() => await InstallAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Installs the pinned packages once; answers where.</summary>
    internal static async Task<string> InstallAsync()
    {
        await Installing.WaitAsync();
        try
        {
            var wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
            var installed = Path.Combine(Folder, "node_modules", ".installed");
            if (!File.Exists(installed) || await File.ReadAllTextAsync(installed) != wanted)
            {
                await RunAsync("npm", "ci", "--no-audit", "--no-fund");
                await File.WriteAllTextAsync(installed, wanted);
            }

            return Folder;
        }
        finally
        {
            Installing.Release();
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Limit);
            Assert.True(process.ExitCode == 0, await errors + await output);
            return await output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "npm");
            if (File.Exists(Path.Combine(candidate, "watch-together.mjs"))) return candidate;
        }

        throw new DirectoryNotFoundException("The npm folder of the tests is missing.");
    }
}
