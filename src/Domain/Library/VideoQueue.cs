using System.Threading.Channels;

namespace Matinee.Domain.Library;

/// <summary>Tells who works on films that there is work. What the work is stands in the database: a lost wake-up only delays.</summary>
public sealed class VideoQueue
{
    private readonly Channel<bool>[] bells = [.. Enum.GetValues<JobLane>().Select(_ =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }))];

    internal void Wake()
    {
        foreach (var lane in Enum.GetValues<JobLane>()) Wake(lane);
    }

    internal void Wake(JobLane lane) => bells[(int)lane].Writer.TryWrite(true);

    /// <summary>Returns after <see cref="Wake"/>, or when the time is over.</summary>
    internal async Task WaitAsync(JobLane lane, TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await bells[(int)lane].Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nobody rang: look anyway.
        }
    }
}
