using StackExchange.Redis;

namespace Matinee.Domain.Progress.Redis;

/// <summary>
/// The connection that progress uses: made on first use, made anew by itself. A command answers within its limit, also where
/// Redis is there and silent; while there is no connection it fails at once.
/// </summary>
internal sealed class ProgressRedis(string connectionString) : IDisposable
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(7);

    private readonly Lock gate = new();
    private Task<ConnectionMultiplexer>? connecting;
    private long silentSince;

    /// <exception cref="ProgressUnavailableException">Redis does not answer. The command may have been carried out nevertheless.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command)
    {
        var connection = Connection();
        try
        {
            var multiplexer = await connection.WaitAsync(CommandLimit);
            var task = command(multiplexer.GetDatabase());
            var result = task.IsCompletedSuccessfully ? await task : await task.WaitAsync(CommandLimit);
            Volatile.Write(ref silentSince, 0);
            return result;
        }
        catch (Exception exception) when (exception is RedisConnectionException or TimeoutException or ObjectDisposedException)
        {
            if (exception is TimeoutException) GiveUpSilent(connection);
            throw new ProgressUnavailableException(exception);
        }
        catch (RedisServerException exception) when (!exception.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            // Loading, read-only, out of memory, no permission.
            throw new ProgressUnavailableException(exception);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (connecting is { IsCompletedSuccessfully: true }) _ = DisposeAsync(connecting);
            connecting = Task.FromException<ConnectionMultiplexer>(new ObjectDisposedException(nameof(ProgressRedis)));
        }
    }

    private Task<ConnectionMultiplexer> Connection()
    {
        lock (gate)
        {
            if (connecting is null or { IsFaulted: true, Exception.InnerException: not ObjectDisposedException }) connecting = ConnectAsync();
            return connecting;
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var configuration = ConfigurationOptions.Parse(connectionString);
        configuration.AbortOnConnectFail = false;
        configuration.ClientName ??= "matinee-progress";
        configuration.ConnectTimeout = 2000;
        configuration.KeepAlive = 3;
        await Task.Yield();
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration);

        // Each answer goes to whom it is for; no two depend on each other here.
        multiplexer.PreserveAsyncOrder = false;
        return multiplexer;
    }

    /// <summary>A connection that has been silent for long may be one that the other end has forgotten: the next command makes a new one.</summary>
    private void GiveUpSilent(Task<ConnectionMultiplexer> silent)
    {
        var now = Environment.TickCount64;
        var since = Interlocked.CompareExchange(ref silentSince, now, 0);
        if (since == 0 || now - since < LongestSilence.TotalMilliseconds || !silent.IsCompletedSuccessfully) return;
        lock (gate)
        {
            if (!ReferenceEquals(connecting, silent)) return;
            connecting = null;
            Volatile.Write(ref silentSince, 0);
        }

        _ = DisposeAsync(silent);
    }

    private static async Task DisposeAsync(Task<ConnectionMultiplexer> connection) => (await connection).Dispose();
}

/// <summary>The storage of progress does not answer.</summary>
internal sealed class ProgressUnavailableException(Exception inner) : Exception("Redis does not answer.", inner);
