using Matinee.Realtime;
using Matinee.Realtime.Redis;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Matinee.Domain.Parties.Redis;

/// <summary>
/// Leads this node's clock to that of Redis, which all nodes share, so that a timeline means the same instant on each. The first
/// answers set it, since parties need Redis and so none stands on it yet; later ones lead it slowly.
/// </summary>
internal sealed class RedisClock(RedisConnection redis, ServerClock clock, TimeProvider time) : BackgroundService
{
    private const int FirstQuestions = 5;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2.3);
    private static readonly RedisScript Time = RedisScript.Load(typeof(RedisClock), "time");

    private readonly ClockSamples samples = new();
    private bool isSet;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryLeadAsync();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var period = new PeriodicTimer(Period, time);
        while (await period.WaitForNextTickAsync(stoppingToken)) await TryLeadAsync();
    }

    internal async Task TryLeadAsync()
    {
        try
        {
            for (var question = isSet ? 1 : FirstQuestions; question > 0; question--) await AskAsync();
        }
        catch (RealtimeUnavailableException)
        {
            // The clock goes on by itself.
            return;
        }

        if (isSet) clock.Lead(samples.Offset);
        else clock.Set(samples.Offset);
        isSet = true;
    }

    private async Task AskAsync()
    {
        var asked = clock.Undisciplined;
        var answer = (RedisValue[])await Time.RunAsync(redis, []);
        var heard = clock.Undisciplined;
        var ticks = ((long)answer[0] * TimeSpan.TicksPerSecond) + ((long)answer[1] * TimeSpan.TicksPerMicrosecond);
        samples.Add(asked, DateTimeOffset.UnixEpoch.AddTicks(ticks), heard);
    }
}
