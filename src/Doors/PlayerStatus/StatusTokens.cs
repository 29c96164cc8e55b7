using Matinee.Domain.Accounts;
using Matinee.Doors.Shared;
using Microsoft.Extensions.Caching.Memory;

namespace Matinee.Doors.PlayerStatus;

/// <summary>
/// Who reports, where its token is one of ours; players send the same one every second, so an answer of the database counts for
/// a moment. Tokens of other systems are none at all.
/// </summary>
internal sealed class StatusTokens(AccessTokens tokens, TimeProvider time) : IDisposable
{
    // A login that ended must not count for longer than five seconds.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(3);

    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    public async ValueTask<Caller?> FindAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization is not [{ } header]) return null;
        var now = time.GetUtcNow();
        if (known.TryGetValue(header, out Known? found) && found!.Until > now && found.Caller.TokenExpiresAt > now) return found.Caller;
        if (await Bearer.AuthenticateAsync(context, tokens) is not { } outcome || !outcome.Succeeded(out var caller, out _)) return null;
        known.Set(header, new Known(caller, now + Remembered), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
        return caller;
    }

    public void Dispose() => known.Dispose();

    private sealed record Known(Caller Caller, DateTimeOffset Until);
}
