using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Matinee.Browser.Tests.Fixture;

/// <summary>The built server as a process of its own, with data that outlive it: it can be killed and started again.</summary>
/// <param name="makesSizes">Whether films are encoded in further sizes; what is measured is not to share the machine with that.</param>
internal sealed class ServerProcess(string? connectionString = null, bool makesSizes = false) : IAsyncDisposable
{
    private static readonly string[] RateLimits =
        ["Auth", "Search", "Streaming", "Payment", "Party", "General", "SessionCreate", "SessionJoin", "SessionMessages", "SessionCandidates"];

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("matinee-browser-");
    private readonly ConcurrentQueue<string> log = new();
    private Process? process;

    public int Port { get; } = FreePort();

    /// <summary>The errors that the server logged.</summary>
    public IReadOnlyList<string> Complaints =>
        [.. log.Where(line => line.Contains("\"Error\"", StringComparison.Ordinal) || line.Contains("\"Critical\"", StringComparison.Ordinal))];

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Repository.Server);
        start.Environment["urls"] = $"http://127.0.0.1:{Port}";
        start.Environment["Matinee__DataDirectory"] = data.FullName;
        start.Environment["Matinee__Media__EncodesAtOnce"] = makesSizes ? "1" : "0";
        start.Environment["Matinee__WebRoot"] = Repository.WebApp;
        start.Environment["Matinee__SampleFilm"] = "false";
        foreach (var policy in RateLimits) start.Environment[$"Matinee__RateLimits__{policy}"] = "1000000";
        if (connectionString is not null) start.Environment["ConnectionStrings__Database"] = connectionString;
        process = Process.Start(start) ?? throw new InvalidOperationException("The server does not start.");
        process.OutputDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.BecomesTrueAsync(AnswersAsync, "an answer of the server");
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
        data.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        if (process!.HasExited) throw new InvalidOperationException($"The server ended:\n{string.Join('\n', log)}");
        try
        {
            using var http = new HttpClient();
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{Port}/health"));
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
