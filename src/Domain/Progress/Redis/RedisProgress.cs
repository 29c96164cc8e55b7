using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Matinee.Domain.Kernel;
using Matinee.Realtime;
using Matinee.Realtime.Redis;
using StackExchange.Redis;

namespace Matinee.Domain.Progress.Redis;

/// <summary>
/// Progress in Redis, in the layout that other programs read and write beside us. Redis lets entries expire; a list goes by
/// an index, which <see cref="RedisProgressIndex"/> keeps in step with what others write.
/// </summary>
internal sealed class RedisProgress(RedisConnection redis, TimeProvider time) : IProgress
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // A day more than the entries, so that an index never goes before its newest entry.
    internal static readonly TimeSpan IndexLifetime = ProgressRules.Lifetime + TimeSpan.FromDays(1);

    private static readonly RedisValue EntrySeconds = (long)ProgressRules.Lifetime.TotalSeconds;
    private static readonly RedisValue IndexSeconds = (long)IndexLifetime.TotalSeconds;
    private static readonly RedisScript SaveScript = RedisScript.Load(typeof(RedisProgress), "progress-save");
    private static readonly RedisScript ListScript = RedisScript.Load(typeof(RedisProgress), "progress-list");
    private static readonly RedisScript RemoveScript = RedisScript.Load(typeof(RedisProgress), "progress-remove");

    public async Task<Outcome<Done>> SaveAsync(ProgressOwner owner, ProgressTitle title, double position, CancellationToken ct = default)
    {
        var value = Render(position, time.GetUtcNow());
        try
        {
            await SaveScript.RunAsync(
                redis,
                [ProgressKeys.Entry(owner, title), ProgressKeys.Index(redis, owner)],
                value, EntrySeconds, ProgressKeys.InIndex(title), IndexSeconds);
            return default(Done);
        }
        catch (RealtimeUnavailableException)
        {
            return ProgressRules.Unavailable;
        }
    }

    public async Task<Outcome<SavedProgress>> FindAsync(ProgressOwner owner, ProgressTitle title, CancellationToken ct = default)
    {
        try
        {
            var value = await redis.RunAsync(database => database.StringGetAsync(ProgressKeys.Entry(owner, title)));
            return value.HasValue && Parse(title, value) is { } saved ? saved : ProgressRules.NotFound;
        }
        catch (RedisServerException)
        {
            // Another program keeps something else under this key.
            return ProgressRules.NotFound;
        }
        catch (RealtimeUnavailableException)
        {
            return ProgressRules.Unavailable;
        }
    }

    public async Task<Outcome<ImmutableArray<SavedProgress>>> ListAsync(ProgressOwner owner, CancellationToken ct = default)
    {
        try
        {
            var pairs = (RedisValue[])await ListScript.RunAsync(redis, [ProgressKeys.Index(redis, owner)], ProgressKeys.EntriesOf(owner));
            return ProgressRules.InOrder(pairs.Chunk(2).Select(pair => Parse(ProgressKeys.OfIndex(pair[0]!), pair[1])).OfType<SavedProgress>());
        }
        catch (RealtimeUnavailableException)
        {
            return ProgressRules.Unavailable;
        }
    }

    public async Task<Outcome<Done>> RemoveAsync(ProgressOwner owner, ProgressTitle title, CancellationToken ct = default)
    {
        try
        {
            var removed = await RemoveScript.RunAsync(
                redis, [ProgressKeys.Entry(owner, title), ProgressKeys.Index(redis, owner)], ProgressKeys.InIndex(title));
            return (long)removed > 0 ? default(Done) : ProgressRules.NotFound;
        }
        catch (RealtimeUnavailableException)
        {
            return ProgressRules.Unavailable;
        }
    }

    private static string Render(double position, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"currentTime":{{position:R}},"updatedAt":"{{now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}}"}""");

    /// <summary>Null for what is no progress: others write here too.</summary>
    private static SavedProgress? Parse(ProgressTitle title, RedisValue value)
    {
        try
        {
            using var document = JsonDocument.Parse((byte[])value!);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("currentTime", out var current) && current.ValueKind == JsonValueKind.Number
                && current.TryGetDouble(out var position) && double.IsFinite(position) && position >= 0
                && root.TryGetProperty("updatedAt", out var updated) && updated.ValueKind == JsonValueKind.String
                && DateTimeOffset.TryParse(updated.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                    ? new SavedProgress(title, position, ProgressRules.Whole(at))
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
