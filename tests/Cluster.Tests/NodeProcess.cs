using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Cluster.Tests;

/// <summary>One server of a cluster, as a process of its own.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> log = new();
    private readonly Dictionary<string, string> settings;
    private Process? process;

    private NodeProcess(Dictionary<string, string> settings) => this.settings = settings;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public IReadOnlyList<string> Log => [.. log];

    /// <summary>The errors that the server logged.</summary>
    public IReadOnlyList<string> Complaints =>
        [.. log.Where(line => line.Contains("\"Error\"", StringComparison.Ordinal) || line.Contains("\"Critical\"", StringComparison.Ordinal))];

    public static async Task<NodeProcess> StartAsync(Dictionary<string, string> settings)
    {
        var node = new NodeProcess(settings);
        await node.StartAsync();
        return node;
    }

    /// <summary>A client without a token.</summary>
    public Person Stranger() => new(new HttpClient { BaseAddress = Address });

    /// <summary>The same person through this node.</summary>
    public Person As(Person person) => Stranger().Use(person.AccessToken);

    /// <summary>SIGKILL: the server says goodbye to nobody.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task StartAsync()
    {
        // Beside the tests: what the tests were built with.
        var server = Path.Combine(AppContext.BaseDirectory, "matinee.dll");
        var start = new ProcessStartInfo("dotnet", [server]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["urls"] = Address.ToString();
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        process = Process.Start(start) ?? throw new InvalidOperationException("The server does not start.");
        process.OutputDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.BecomesTrueAsync(AnswersAsync, "an answer of the server");
    }

    private async Task<bool> AnswersAsync()
    {
        if (process!.HasExited) throw new InvalidOperationException($"The server ended:\n{string.Join('\n', log)}");
        try
        {
            return (await Stranger().GetAsync("/health")).Status == 200;
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
