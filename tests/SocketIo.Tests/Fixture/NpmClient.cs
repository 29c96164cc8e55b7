using System.Diagnostics;

namespace Matinee.SocketIo.Tests.Fixture;

/// <summary>Node with the pinned npm packages; they are installed once if need be.</summary>
public sealed class NpmClient : IAsyncLifetime
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(2);

    // Several classes have this fixture, and run side by side.
    private static readonly Lazy<Task> Installed = new(InstallAsync);
    private static readonly string Folder = FindFolder();

    public async ValueTask InitializeAsync() => await Installed.Value;

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "socket.io-client")))
            return;
        using var install = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder })
            ?? throw new InvalidOperationException("npm cannot be started.");
        await install.WaitForExitAsync().WaitAsync(InstallLimit);
        Assert.Equal(0, install.ExitCode);
    }

    internal NpmRun Start(Uri server, string transports, string scenario, string file = "scenarios.mjs")
    {
        var address = server.GetLeftPart(UriPartial.Authority);
        var start = new ProcessStartInfo("node", [file, address, transports, scenario])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        return new NpmRun(Process.Start(start) ?? throw new InvalidOperationException("node cannot be started."));
    }

    /// <summary>The scenario's one result.</summary>
    internal async Task<string> RunAsync(Uri server, string transports, string scenario, string file = "scenarios.mjs")
    {
        using var run = Start(server, transports, scenario, file);
        return await run.ReadLineAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "npm");
            if (File.Exists(Path.Combine(candidate, "scenarios.mjs")))
                return candidate;
        }

        throw new DirectoryNotFoundException("The npm folder of the tests is missing.");
    }
}

internal sealed class NpmRun(Process process) : IDisposable
{
    // Node starts slowly on a busy machine.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public async Task<string> ReadLineAsync()
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        return line ?? throw new InvalidOperationException("The client failed: " + await process.StandardError.ReadToEndAsync());
    }

    public Task WriteLineAsync() => process.StandardInput.WriteLineAsync();

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
