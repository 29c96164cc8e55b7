using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Matinee.Tests.Shared;

/// <summary>
/// The built server as a process of its own. It can be killed, and started again on the same data; it ends with whoever started
/// it, even if that is killed.
/// </summary>
/// <param name="settings">By their full keys, such as <c>Matinee:Party:HoldSeconds</c>; what they do not say is far away or off.</param>
/// <param name="program">The server's assembly; without it, the one beside the tests, which they were built with.</param>
public sealed class ServerProcess(IReadOnlyDictionary<string, string>? settings = null, string? program = null) : IAsyncDisposable
{
    private const string DataKey = "Matinee:DataDirectory";

    // Of util-linux; elsewhere a server may outlive tests that are killed.
    private const string SetPrivileges = "/usr/bin/setpriv";

    private static readonly string[] Limits =
        ["Auth", "Search", "Streaming", "Payment", "Party", "General", "SessionCreate", "SessionJoin", "SessionMessages", "SessionCandidates"];

    private readonly DirectoryInfo? ownData = settings?.ContainsKey(DataKey) == true ? null : Directory.CreateTempSubdirectory("matinee-server-");
    private readonly ConcurrentQueue<string> log = new();
    private Process? process;

    /// <summary>Settings under which no test or measurement meets a rate limit that it does not ask for.</summary>
    public static IReadOnlyDictionary<string, string> FarLimits { get; } = Limits.ToDictionary(limit => $"Matinee:RateLimits:{limit}", _ => "1000000");

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public string Data => ownData?.FullName ?? settings![DataKey];

    public IReadOnlyList<string> Log => [.. log];

    /// <summary>The errors that the server logged, and that it ended if nobody killed it.</summary>
    public IReadOnlyList<string> Complaints =>
    [
        .. log.Where(line => line.Contains("\"Error\"", StringComparison.Ordinal) || line.Contains("\"Critical\"", StringComparison.Ordinal)),
        .. process is { HasExited: true } ended ? [$"The server ended with {ended.ExitCode}."] : Array.Empty<string>(),
    ];

    public async Task StartAsync()
    {
        string[] command = ["dotnet", program ?? Path.Combine(AppContext.BaseDirectory, "matinee.dll")];
        if (File.Exists(SetPrivileges)) command = [SetPrivileges, "--pdeathsig", "KILL", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var defaults = FarLimits.Append(new("urls", Address.ToString())).Append(new(DataKey, Data)).Append(new("Matinee:SampleFilm", "false"));
        foreach (var (key, value) in defaults.Concat(settings ?? FarLimits)) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        process = await StartFromOwnThreadAsync(start);
        process.OutputDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = Address };
        await Eventually.BecomesTrueAsync(() => AnswersAsync(http), "an answer of the server");
    }

    /// <summary>SIGKILL: the server learns nothing of it.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        ownData?.Delete(recursive: true);
    }

    /// <summary>
    /// To the kernel the thread that started a process is its parent: the end of that thread, as of any idle one of the pool, would
    /// kill the server.
    /// </summary>
    private static Task<Process> StartFromOwnThreadAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                var server = Process.Start(start) ?? throw new InvalidOperationException("The server does not start.");
                started.SetResult(server);
                server.WaitForExit();
            }
            catch (Exception fault)
            {
                // After the start: whoever killed the server has also disposed of it.
                started.TrySetException(fault);
            }
        });
        thread.IsBackground = true;
        thread.Start();
        return started.Task;
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        if (process!.HasExited) throw new InvalidOperationException($"The server ended:\n{string.Join('\n', log)}");
        try
        {
            using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
