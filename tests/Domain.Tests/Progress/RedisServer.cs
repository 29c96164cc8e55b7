using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Matinee.Domain.Progress.Redis;
using StackExchange.Redis;

namespace Matinee.Domain.Tests.Progress;

/// <summary>A redis-server of the tests' own on a free port, that can be stopped, frozen and started again.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "redis-server";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("matinee-redis-");
    private Process? process;

    private RedisServer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>Skips the test where Redis is not installed.</summary>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(paths.Any(path => File.Exists(Path.Combine(path, Program))), $"{Program} is not installed.");
        var server = new RedisServer();
        await server.StartAgainAsync(arguments);
        return server;
    }

    public async Task StartAgainAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--dir", folder.FullName, .. arguments])
            start.ArgumentList.Add(argument);
        process = Process.Start(start);
        _ = process!.StandardOutput.ReadToEndAsync();
        await Eventually.BecomesTrueAsync(AnswersAsync, "Redis answers");
    }

    public async Task StopAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>There and silent, until it is continued.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ContinueAsync() => SignalAsync("CONT");

    /// <summary>As another program that uses the same Redis.</summary>
    public async Task<T> AsAnotherAsync<T>(Func<IDatabase, Task<T>> work)
    {
        using var other = await ConnectionMultiplexer.ConnectAsync(ConnectionString);
        return await work(other.GetDatabase());
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await ContinueAsync();
            await StopAsync();
        }

        process?.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        using var redis = new ProgressRedis(ConnectionString);
        try
        {
            await redis.RunAsync(database => database.PingAsync());
            return true;
        }
        catch (ProgressUnavailableException)
        {
            return false;
        }
    }

    private async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process!.Id}"]);
        await kill.WaitForExitAsync();
    }
}
