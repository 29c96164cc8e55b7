using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Matinee.Realtime.Redis;

// The one way to Redis. The library reconnects by itself, but a command that it has sent waits for ever when Redis is there and
// does not answer (stopped, cut off by a firewall), and the library calls such a connection connected. So every command has a
// limit here, and a watch asks Redis something on both of the library's connections (commands, messages) all the time. While
// the watch gets no answer, commands fail at once instead of each waiting for its limit; when it gets one again, those who
// listen to Restored are told that messages may have been lost. A connection that stays silent is thrown away and made anew,
// since the other end may have forgotten it.
public sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan FirstPeriod = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(430);
    private static readonly TimeSpan LongestFirstTry = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(7);

    // Errors that say something about Redis and nothing about the command.
    private static readonly string[] Ailments =
        ["LOADING", "READONLY", "OOM", "MISCONF", "MASTERDOWN", "CLUSTERDOWN", "NOREPLICAS", "TRYAGAIN", "NOAUTH", "NOPERM", "BUSY"];

    private readonly RedisOptions options;
    private readonly ILogger<RedisConnection> logger;
    private readonly CancellationTokenSource closing = new();
    private readonly TaskCompletionSource firstTry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task watch;
    private volatile ConnectionMultiplexer? multiplexer;
    private volatile bool isUp;
    private volatile bool wasInterrupted;
    private volatile int generation;
    private bool isLossTold;

    public RedisConnection(RedisOptions options, ILogger<RedisConnection> logger)
    {
        this.options = options;
        this.logger = logger;
        watch = Task.Run(WatchAsync);
    }

    /// <summary>Raised when Redis answers (again): messages may have been lost, and its memory may be empty. Must return at once.</summary>
    public event EventHandler? Restored;

    public bool IsUp => isUp;

    /// <summary>How often <see cref="Restored"/> was raised, 0 before the first answer: a subscription of an earlier number may have missed messages since.</summary>
    public int Generation => generation;

    public RedisKey Key(string name) => options.Prefix + name;

    public RedisChannel Channel(string topic) => new(options.Prefix + "topic:" + topic, RedisChannel.PatternMode.Literal);

    /// <summary>The sorted set of a kind's timers (<see cref="ITimers"/>): key by due-time in Unix milliseconds. For scripts.</summary>
    public RedisKey Timers(string kind) => Key($"timers:{kind}");

    /// <exception cref="RealtimeUnavailableException">Redis does not answer. The command may have been carried out nevertheless.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command)
    {
        if (!isUp) await firstTry.Task;
        if (!isUp || multiplexer is not { } present) throw new RealtimeUnavailableException("Redis does not answer.");
        try
        {
            var result = await command(present.GetDatabase()).WaitAsync(options.CommandLimit);

            // Away from the library's own thread, on which all other answers wait.
            await Task.Yield();
            return result;
        }
        catch (Exception exception) when (IsAilment(exception))
        {
            throw new RealtimeUnavailableException("Redis does not answer.", exception);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<IDatabase, Task> command) => RunAsync(async redis =>
    {
        await command(redis);
        return true;
    });

    /// <summary>Hears a channel from now on, through this handler only; what the library remembers of the channel is made anew.</summary>
    /// <returns>The <see cref="Generation"/> from which on nothing is missed.</returns>
    /// <exception cref="RealtimeUnavailableException">Redis does not answer.</exception>
    public Task<int> SubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue> handler) => RunAsync(async _ =>
    {
        var from = generation;

        // The library takes a channel that it failed to subscribe for subscribed: taking it out first makes it send again.
        var subscriber = multiplexer!.GetSubscriber();
        var removed = subscriber.UnsubscribeAsync(channel);
        await Task.WhenAll(removed, subscriber.SubscribeAsync(channel, handler));
        return from;
    });

    /// <exception cref="RealtimeUnavailableException">Redis does not answer.</exception>
    internal Task UnsubscribeAsync(RedisChannel channel) => RunAsync(_ => multiplexer!.GetSubscriber().UnsubscribeAsync(channel));

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await watch;
        multiplexer?.Dispose();
        closing.Dispose();
    }

    internal static string? FaultOf(string connectionString)
    {
        try
        {
            return ConfigurationOptions.Parse(connectionString).EndPoints.Count == 0 ? "names no server" : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // Its text may quote the password.
            return "is not a Redis connection string (host:port,password=…,ssl=true)";
        }
    }

    private static bool IsAilment(Exception exception) => exception switch
    {
        RedisServerException error => Array.Exists(Ailments, ailment => error.Message.StartsWith(ailment, StringComparison.Ordinal)),
        RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException => true,
        _ => false,
    };

    private async Task WatchAsync()
    {
        var began = Environment.TickCount64;
        var silentSince = began;
        using var period = new PeriodicTimer(FirstPeriod);
        do
        {
            try
            {
                var present = multiplexer ??= await ConnectAsync();
                var fault = await AskAsync(present);
                if (fault is null) silentSince = Environment.TickCount64;
                Tell(fault);
                if (fault is not null && present.IsConnected && Environment.TickCount64 - silentSince > LongestSilence.TotalMilliseconds)
                {
                    silentSince = Environment.TickCount64;
                    multiplexer = null;
                    present.Dispose();
                }
            }
            catch (Exception exception)
            {
                Tell(exception.GetType().Name);
                if (!IsAilment(exception)) RealtimeLog.WatchFailed(logger, exception);
            }

            if (isUp || Environment.TickCount64 - began > LongestFirstTry.TotalMilliseconds) firstTry.TrySetResult();
            if (firstTry.Task.IsCompleted) period.Period = WatchPeriod;
        }
        while (await NextAsync(period));

        firstTry.TrySetResult();
    }

    private async Task<bool> NextAsync(PeriodicTimer period)
    {
        try
        {
            return await period.WaitForNextTickAsync(closing.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var configuration = ConfigurationOptions.Parse(options.ConnectionString);
        configuration.AbortOnConnectFail = false;
        configuration.ClientName ??= "matinee";
        configuration.ConnectTimeout = 2000;
        configuration.KeepAlive = 3;
        var made = await ConnectionMultiplexer.ConnectAsync(configuration);

        // The library says "restored" of a connection's first success too, when nothing is lost that anybody waited for.
        var hasFailed = false;
        made.ConnectionFailed += (_, _) => Volatile.Write(ref hasFailed, true);
        made.ConnectionRestored += (_, _) => wasInterrupted |= Volatile.Read(ref hasFailed);
        return made;
    }

    /// <summary>Null when both connections answer, else why not: a word without addresses or passwords.</summary>
    private async Task<string?> AskAsync(ConnectionMultiplexer present)
    {
        try
        {
            await Task.WhenAll(present.GetDatabase().PingAsync(), present.GetSubscriber().PingAsync()).WaitAsync(options.CommandLimit, closing.Token);
            await Task.Yield();
            return null;
        }
        catch (RedisException exception)
        {
            return exception is RedisServerException error ? error.Message.Split(' ')[0] : "no connection";
        }
        catch (TimeoutException)
        {
            return "no answer";
        }
    }

    private void Tell(string? fault)
    {
        var wasUp = isUp;
        var isRestored = fault is null && (!wasUp || wasInterrupted);
        if (isRestored)
        {
            wasInterrupted = false;
            generation++;
        }

        isUp = fault is null;
        if (fault is not null && !isLossTold && firstTry.Task.IsCompleted && !closing.IsCancellationRequested) RealtimeLog.Lost(logger, fault);
        if (fault is null && isLossTold) RealtimeLog.Back(logger);
        isLossTold = fault is not null && firstTry.Task.IsCompleted;
        if (!isRestored) return;
        Restored?.Invoke(this, EventArgs.Empty);
    }
}
