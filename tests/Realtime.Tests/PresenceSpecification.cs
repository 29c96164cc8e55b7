namespace Matinee.Realtime.Tests;

/// <summary>What every presence keeps to.</summary>
public abstract class PresenceSpecification
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    internal ManualClock Time { get; } = new();

    internal abstract IPresence Presence { get; }

    [Fact]
    public async Task Only_those_with_a_connection_are_online()
    {
        await Presence.RenewAsync("ana", "tab", Lease);

        Assert.Equal(["ana"], await OnlineAsync("ana", "ben"));
    }

    [Fact]
    public async Task Only_those_that_were_asked_for_are_named()
    {
        await Presence.RenewAsync("ana", "tab", Lease);
        await Presence.RenewAsync("ben", "tab", Lease);

        Assert.Equal(["ben"], await OnlineAsync("ben"));
    }

    [Fact]
    public async Task Who_leaves_with_one_of_two_connections_stays_online()
    {
        await Presence.RenewAsync("ana", "phone", Lease);
        await Presence.RenewAsync("ana", "tab", Lease);
        await Presence.LeaveAsync("ana", "phone");

        Assert.Equal(["ana"], await OnlineAsync("ana"));
    }

    [Fact]
    public async Task Who_leaves_with_the_last_connection_is_gone()
    {
        await Presence.RenewAsync("ana", "tab", Lease);
        await Presence.LeaveAsync("ana", "tab");

        Assert.Empty(await OnlineAsync("ana"));
    }

    [Fact]
    public async Task Leaving_without_having_come_is_nothing()
    {
        await Presence.LeaveAsync("ana", "tab");

        Assert.Empty(await OnlineAsync("ana"));
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_runs_out()
    {
        await Presence.RenewAsync("ana", "tab", Lease);
        Time.Advance(Lease);

        Assert.Empty(await OnlineAsync("ana"));
    }

    [Fact]
    public async Task A_renewed_lease_counts_from_its_renewal()
    {
        await Presence.RenewAsync("ana", "tab", Lease);
        Time.Advance(TimeSpan.FromSeconds(20));
        await Presence.RenewAsync("ana", "tab", Lease);
        Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(["ana"], await OnlineAsync("ana"));
    }

    [Fact]
    public async Task One_lease_that_ran_out_does_not_take_another_along()
    {
        await Presence.RenewAsync("ana", "phone", TimeSpan.FromSeconds(5));
        await Presence.RenewAsync("ana", "tab", Lease);
        Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["ana"], await OnlineAsync("ana"));
    }

    private async Task<IReadOnlySet<string>> OnlineAsync(params string[] who) => await Presence.OnlineAsync(who);
}
