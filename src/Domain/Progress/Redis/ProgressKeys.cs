using System.Buffers;
using System.Globalization;
using System.Text;
using Matinee.Realtime.Redis;
using StackExchange.Redis;

namespace Matinee.Domain.Progress.Redis;

/// <summary>
/// The layout that other programs share: <c>resume:{owner}:{title}</c>. In ids the separator, the escape itself and the
/// characters of Redis patterns are percent-encoded, so that no two ids meet and plain ones stand as they are.
/// </summary>
internal static class ProgressKeys
{
    public const string Entries = "resume:";

    // Ours, so with our prefix before it: the titles of each owner.
    private const string Indexes = "progress:";

    private static readonly SearchValues<char> Special = SearchValues.Create("%:*?[]\\^");

    public static RedisKey Entry(ProgressOwner owner, ProgressTitle title) => $"{EntriesOf(owner)}{Escape(title.Value)}";

    public static string EntriesOf(ProgressOwner owner) => $"{Entries}{Escape(owner.Value)}:";

    public static RedisKey Index(RedisConnection redis, ProgressOwner owner) => redis.Key(Indexes + Escape(owner.Value));

    public static RedisValue InIndex(ProgressTitle title) => Escape(title.Value);

    public static ProgressTitle OfIndex(string title) => new(Unescape(title));

    /// <summary>What a key stands for; false for keys that merely look like ours.</summary>
    public static bool TryParse(string key, out ProgressOwner owner, out ProgressTitle title)
    {
        var parts = key.Split(':');
        (owner, title) = (default, default);
        if (parts is not [_, { Length: > 0 } first, { Length: > 0 } second]) return false;
        (owner, title) = (new ProgressOwner(Unescape(first)), new ProgressTitle(Unescape(second)));
        return Entry(owner, title) == key;
    }

    private static string Escape(string id)
    {
        if (!id.AsSpan().ContainsAny(Special)) return id;
        var escaped = new StringBuilder(id.Length + 16);
        foreach (var character in id)
        {
            if (Special.Contains(character)) escaped.Append(CultureInfo.InvariantCulture, $"%{(int)character:X2}");
            else escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static string Unescape(string escaped) => escaped.Contains('%') ? Uri.UnescapeDataString(escaped) : escaped;
}
