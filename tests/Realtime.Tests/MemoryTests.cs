using Matinee.Realtime.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.Realtime.Tests;

public sealed class MemoryBackplaneTests : BackplaneSpecification
{
    internal override IBackplane Backplane { get; } = new MemoryBackplane(NullLogger<MemoryBackplane>.Instance);
}

public sealed class MemoryNodesTests
{
    [Fact]
    public async Task A_single_node_has_a_name_and_loses_nobody()
    {
        var nodes = new MemoryNodes();

        Assert.NotEqual(nodes.Self, new MemoryNodes().Self);
        Assert.DoesNotContain('/', nodes.Self);
        Assert.Empty(await nodes.LostAsync());
    }
}

public sealed class MemoryCountersTests : CountersSpecification
{
    public MemoryCountersTests() => Counters = new MemoryCounters(Time);

    internal override ICounters Counters { get; }
}

public sealed class MemoryPresenceTests : PresenceSpecification
{
    public MemoryPresenceTests() => Presence = new MemoryPresence(Time);

    internal override IPresence Presence { get; }
}

public sealed class MemoryTimersTests : TimersSpecification, IDisposable
{
    private readonly MemoryTimers timers;

    public MemoryTimersTests() => timers = new MemoryTimers(Time, NullLogger<MemoryTimers>.Instance);

    internal override ITimers Timers => timers;

    protected override Task PassAsync(TimeSpan span)
    {
        Time.Advance(span);
        return Task.CompletedTask;
    }

    public void Dispose() => timers.Dispose();
}
