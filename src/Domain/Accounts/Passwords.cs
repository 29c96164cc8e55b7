using Matinee.Domain.Kernel;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Matinee.Domain.Accounts;

/// <param name="Iterations">Rounds of PBKDF2 with HMAC SHA-512; the default is OWASP's advice, about 0.1 s.</param>
public sealed record PasswordOptions(int Iterations = 210_000);

/// <summary>
/// Hashes passwords, at most a few at a time: hashing takes a core for a tenth of a second, and a flood of logins must not
/// take all threads from those who watch. Beyond a length of the queue it refuses at once.
/// </summary>
internal sealed class Passwords(PasswordOptions options)
{
    private const int MostWaiting = 100;

    private readonly PasswordHasher<Account> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = options.Iterations }));
    private readonly SemaphoreSlim slots = new(Math.Max(1, Environment.ProcessorCount / 2));
    private string? decoy;
    private int waiting;

    public Task<Outcome<string>> HashAsync(string password, CancellationToken ct) =>
        QueueAsync(() => hasher.HashPassword(null!, password), ct);

    /// <summary>A missing hash takes as long as a wrong password, so that the time does not tell which e-mails are known.</summary>
    public Task<Outcome<bool>> IsCorrectAsync(string? hash, string password, CancellationToken ct) =>
        QueueAsync(
            () =>
            {
                decoy ??= hasher.HashPassword(null!, OpaqueToken.New());
                return hasher.VerifyHashedPassword(null!, hash ?? decoy, password) != PasswordVerificationResult.Failed && hash is not null;
            },
            ct);

    private async Task<Outcome<T>> QueueAsync<T>(Func<T> work, CancellationToken ct)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > MostWaiting)
                return new Refusal(RefusalKind.Unavailable, "The server is busy. Please try again in a moment.");
            await slots.WaitAsync(ct);
            try
            {
                return await Task.Run(work, CancellationToken.None);
            }
            finally
            {
                slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
