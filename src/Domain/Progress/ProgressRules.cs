using System.Collections.Immutable;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Progress;

/// <summary>What both storages agree on.</summary>
public static class ProgressRules
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    internal static readonly Refusal NotFound = new(RefusalKind.NotFound, "Progress not found");

    internal static readonly Refusal Unavailable = new(RefusalKind.Unavailable, "Progress cannot be read or saved now. Please try again later.");

    /// <summary>As it is shown: milliseconds, so that what is read back is what was answered.</summary>
    internal static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>Newest first; the title decides between two of the same millisecond.</summary>
    internal static ImmutableArray<SavedProgress> InOrder(IEnumerable<SavedProgress> saved) =>
        [.. saved.OrderByDescending(one => one.UpdatedAt).ThenBy(one => one.Title.Value, StringComparer.Ordinal)];
}
