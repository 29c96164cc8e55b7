using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Matinee.Tests.Shared;

/// <summary>A Redis of the test's own, which it may stop, kill and start again; skips the test where Redis is not installed.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("matinee-redis-");
    private readonly string[] more;
    private Process? process;

    private RedisServer(string[] more) => this.more = more;

    public int Port { get; } = FreePort();

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <param name="arguments">Beside the usual ones, also when it is started again.</param>
    public static async Task<RedisServer> StartNewAsync(params string[] arguments)
    {
        var server = new RedisServer(arguments);
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        string[] arguments = ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.FullName, .. more];
        var start = new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("redis-server is not installed.");
        }

        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        await Eventually.BecomesTrueAsync(AnswersAsync, "an answer of Redis");
    }

    /// <summary>SIGSTOP: its connections stay open and nothing answers.</summary>
    public Task StopAsync() => SignalAsync("-STOP");

    /// <summary>SIGCONT.</summary>
    public Task ContinueAsync() => SignalAsync("-CONT");

    /// <summary>SIGKILL; what it held is gone.</summary>
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
        folder.Delete(recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>One command as people type it.</summary>
    public async Task SendAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.UTF8.GetBytes(command + "\r\n"));
        if (await client.GetStream().ReadAsync(new byte[64]) == 0) throw new IOException("Redis hung up.");
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await SendAsync("PING");
            return true;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
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
