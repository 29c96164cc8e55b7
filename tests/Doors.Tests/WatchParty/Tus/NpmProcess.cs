using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Matinee.Doors.Tests.WatchFlixx.Sockets;

namespace Matinee.Doors.Tests.WatchParty.Tus;

/// <summary>A script of the tests' npm folder; it tells what happens in lines of JSON.</summary>
internal sealed class NpmProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly Channel<JsonElement> lines = Channel.CreateUnbounded<JsonElement>();
    private readonly Task<string> complaints;

    private NpmProcess(Process process)
    {
        this.process = process;
        complaints = process.StandardError.ReadToEndAsync();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) lines.Writer.Complete();
            else lines.Writer.TryWrite(JsonSerializer.Deserialize<JsonElement>(line.Data));
        };
        process.BeginOutputReadLine();
    }

    public static async Task<NpmProcess> StartAsync(string script, params string[] arguments)
    {
        var folder = await NpmClientTests.InstallAsync();
        return new NpmProcess(Process.Start(new ProcessStartInfo("node", [script, .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
    }

    /// <summary>Reads on to the first line for which the condition holds.</summary>
    public async Task<JsonElement> ReadUntilAsync(Func<JsonElement, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        await foreach (var line in lines.Reader.ReadAllAsync(limit.Token))
        {
            if (condition(line)) return line;
        }

        throw new InvalidOperationException($"The script ended without saying what was waited for: {await complaints}");
    }

    /// <summary>The lines that were not read, once it has ended.</summary>
    public async Task<IReadOnlyList<JsonElement>> EndAsync(int exitCode = 0)
    {
        using var limit = new CancellationTokenSource(Limit);
        var rest = new List<JsonElement>();
        await foreach (var line in lines.Reader.ReadAllAsync(limit.Token)) rest.Add(line);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == exitCode, $"It ended with {process.ExitCode}: {await complaints}");
        return rest;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
