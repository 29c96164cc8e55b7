using System.Security.Cryptography;
using System.Text;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <param name="Cost">bcrypt's rounds as a power of two; 12 takes about a fifth of a second.</param>
public sealed record PartyPasswordOptions(int Cost = 12);

/// <summary>Passwords of parties: bcrypt, in a queue that a flood of joins cannot fill with threads, and one party's not for all.</summary>
public sealed class PartyPasswords(PartyPasswordOptions options)
{
    private readonly HashingQueue queue = new(mostWaiting: 32, mostWaitingOfOne: 8);

    /// <summary>Refused: Unavailable when too many wait.</summary>
    public Task<Outcome<string>> HashAsync(string password, CancellationToken ct = default) =>
        RunAsync("new", () => Bcrypt.Hash(Bytes(password), options.Cost), ct);

    /// <summary>Refused: Unavailable when too many wait, in all or for this party.</summary>
    public Task<Outcome<bool>> IsCorrectAsync(PartyId party, string hash, string password, CancellationToken ct = default) =>
        RunAsync(party.Value, () => Bcrypt.Verify(Bytes(password), hash), ct);

    private async Task<Outcome<T>> RunAsync<T>(string key, Func<T> work, CancellationToken ct)
    {
        try
        {
            return await queue.RunAsync(key, work, ct);
        }
        catch (DllNotFoundException)
        {
            return new Refusal(RefusalKind.Unavailable, "This server cannot check passwords of parties: libcrypt is not installed.");
        }
    }

    /// <summary>A password that bcrypt would cut goes in as its hash (44 characters), so that every byte of it counts.</summary>
    private static byte[] Bytes(string password)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        return bytes.Length <= Bcrypt.MostBytes && !bytes.Contains((byte)0)
            ? bytes
            : Encoding.ASCII.GetBytes(Convert.ToBase64String(SHA256.HashData(bytes)));
    }
}
