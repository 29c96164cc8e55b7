using Matinee.Domain.Kernel;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Matinee.Domain.Accounts;

/// <param name="Iterations">Rounds of PBKDF2 with HMAC SHA-512; the default is OWASP's advice, about 0.1 s.</param>
public sealed record PasswordOptions(int Iterations = 210_000);

/// <summary>
/// Hashes passwords of accounts: a tenth of a second of a core each, and a flood of logins must not take all threads from those
/// who watch.
/// </summary>
internal sealed class Passwords(PasswordOptions options)
{
    private readonly PasswordHasher<Account> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = options.Iterations }));
    private readonly HashingQueue queue = new(mostWaiting: 100, mostWaitingOfOne: 100);
    private string? decoy;

    public Task<Outcome<string>> HashAsync(string password, CancellationToken ct) =>
        queue.RunAsync("", () => hasher.HashPassword(null!, password), ct);

    /// <summary>A missing hash takes as long as a wrong password, so that the time does not tell which e-mails are known.</summary>
    public Task<Outcome<bool>> IsCorrectAsync(string? hash, string password, CancellationToken ct) =>
        queue.RunAsync(
            "",
            () =>
            {
                decoy ??= hasher.HashPassword(null!, OpaqueToken.New());
                return hasher.VerifyHashedPassword(null!, hash ?? decoy, password) != PasswordVerificationResult.Failed && hash is not null;
            },
            ct);
}
