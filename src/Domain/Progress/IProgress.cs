using System.Collections.Immutable;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Progress;

/// <summary>
/// Where people stopped watching. What is not saved anew within <see cref="ProgressRules.Lifetime"/> is gone. Of several
/// saves the last wins. Refused: NotFound, and Unavailable while the storage does not answer.
/// </summary>
public interface IProgress
{
    /// <param name="position">Seconds, finite and not negative.</param>
    Task<Outcome<Done>> SaveAsync(ProgressOwner owner, ProgressTitle title, double position, CancellationToken ct = default);

    Task<Outcome<SavedProgress>> FindAsync(ProgressOwner owner, ProgressTitle title, CancellationToken ct = default);

    /// <summary>All of one owner, newest first; empty when nothing was saved.</summary>
    Task<Outcome<ImmutableArray<SavedProgress>>> ListAsync(ProgressOwner owner, CancellationToken ct = default);

    Task<Outcome<Done>> RemoveAsync(ProgressOwner owner, ProgressTitle title, CancellationToken ct = default);
}
