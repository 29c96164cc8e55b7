namespace Matinee.Realtime;

/// <summary>
/// Due-times that fire once, on one node, as (kind, key): grace periods, hold limits, ends. Scheduling the same pair again
/// replaces its due-time. A timer can fire a moment after it was cancelled: the handler checks the state before it acts.
/// </summary>
public interface ITimers
{
    ValueTask ScheduleAsync(string kind, string key, DateTimeOffset due);

    ValueTask CancelAsync(string kind, string key);

    /// <summary>Says who handles a kind; called once per kind, before the first of that kind is scheduled.</summary>
    void Handle(string kind, Func<string, Task> handler);
}
