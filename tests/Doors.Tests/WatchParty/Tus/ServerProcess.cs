using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Tus;

/// <summary>The built server as a process of its own, with data that outlive it: it can be killed and started again.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("matinee-tus-");
    private Process? process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public string Data => data.FullName;

    public Person Stranger() => new(new HttpClient { BaseAddress = Address });

    public async Task StartAsync()
    {
        // Beside the tests: what the tests were built with.
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "matinee.dll")]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["urls"] = Address.ToString();
        start.Environment["Matinee__DataDirectory"] = data.FullName;
        start.Environment["Matinee__SampleFilm"] = "false";
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using var http = new HttpClient();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(new Uri(Address, "/health"));
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "an answer of the server");
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

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
