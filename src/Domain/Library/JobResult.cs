using Matinee.Database;

namespace Matinee.Domain.Library;

/// <summary>How a job ended.</summary>
/// <param name="Failure">A sentence for the owner; null when all is well.</param>
/// <param name="MayRetry">The next attempt may fare better.</param>
/// <param name="Commit">Writes what came of it, in the transaction that ends the job.</param>
internal sealed record JobResult(string? Failure, bool MayRetry, Func<DbSession, Task>? Commit)
{
    /// <summary>A sentence for the owner on a job that went well.</summary>
    public string? Note { get; init; }

    public static JobResult Done(Func<DbSession, Task> commit, string? note = null) => new(null, MayRetry: false, commit) { Note = note };

    public static JobResult Failed(string sentence, bool mayRetry = false, Func<DbSession, Task>? commit = null) => new(sentence, mayRetry, commit);
}
