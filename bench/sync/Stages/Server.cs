using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Matinee.Bench.Sync.Stages;

/// <summary>The built server on data of its own. It ends with the harness, even if that is killed.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly string[] RateLimits = ["Auth", "Search", "Streaming", "Party", "General"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo data;
    private readonly ConcurrentQueue<string> log = new();
    private readonly Process process;

    private Server(DirectoryInfo data, int port, Process process)
    {
        this.data = data;
        this.process = process;
        Port = port;
        process.OutputDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; }

    /// <summary>What the server logged as an error, and that it has ended if it has.</summary>
    public IEnumerable<string> Complaints =>
        log.Where(line => line.Contains("\"Error\"", StringComparison.Ordinal) || line.Contains("\"Critical\"", StringComparison.Ordinal))
            .Concat(process.HasExited ? [$"The server ended with {process.ExitCode}."] : []);

    public static async Task<Server> StartAsync(string root)
    {
        var folder = Directory.CreateTempSubdirectory("matinee-sync-");
        var port = FreePort();
        string[] command = ["--pdeathsig", "KILL", "dotnet", Path.Combine(root, "src/Server/bin/Release/net10.0/matinee.dll")];
        var start = new ProcessStartInfo("setpriv", command) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["urls"] = $"http://127.0.0.1:{port}";
        start.Environment["DOTNET_TieredPGO"] = "1";
        start.Environment["Matinee__DataDirectory"] = folder.FullName;
        start.Environment["Matinee__Media__EncodesAtOnce"] = "0";
        start.Environment["Matinee__WebRoot"] = Path.Combine(root, "web/dist");
        start.Environment["Matinee__SampleFilm"] = "false";
        foreach (var policy in RateLimits) start.Environment[$"Matinee__RateLimits__{policy}"] = "1000000";
        var server = new Server(folder, port, await StartFromOwnThreadAsync(start));
        await server.AnswersAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        data.Delete(recursive: true);
    }

    /// <summary>To the kernel the thread that started a process is its parent, and its end, as of any idle thread of the pool, would kill the server.</summary>
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
                started.TrySetException(fault);
            }
        });
        thread.IsBackground = true;
        thread.Start();
        return started.Task;
    }

    private async Task AnswersAsync()
    {
        using var http = new HttpClient();
        await Until.TrueAsync("an answer of the server", StartLimit, async () =>
        {
            if (process.HasExited) throw new InvalidOperationException($"The server ended:\n{string.Join('\n', log)}");
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{Port}/health"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
