using System.Globalization;
using System.Net;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Realtime;

namespace Matinee.Doors.Shared;

/// <summary>
/// Counts requests against the named limits and shows the count in the answer's headers. While the counters that nodes share do
/// not answer, each node counts for itself: a client then has at most the limit on every node, and nobody is locked out.
/// </summary>
internal sealed class RateLimits(
    ICounters counters, [FromKeyedServices(RealtimeModule.Local)] ICounters local, RateLimitOptions options, TrustedProxies proxies, TimeProvider time)
{
    private static readonly object RetryAfterKey = new();

    /// <summary>Counts a route's own limit, by what the document counts it by. Null when there is room.</summary>
    public Task<Refusal?> CountAsync(HttpContext context, RateLimit limit, Caller? caller) =>
        CountAsync(context, limit, limit switch
        {
            RateLimit.Auth or RateLimit.SessionCreate or RateLimit.SessionJoin => Address(context),
            RateLimit.Streaming => caller is null ? Address(context) : $"login:{caller.Login}",
            RateLimit.Search or RateLimit.Payment or RateLimit.Party or RateLimit.General
                or RateLimit.SessionMessages or RateLimit.SessionCandidates => caller is null ? Address(context) : $"account:{caller.Account}",
        });

    /// <summary>Counts a limit whose key only the handler knows, such as a party's id. Null when there is room.</summary>
    public async Task<Refusal?> CountAsync(HttpContext context, RateLimit limit, string key)
    {
        var window = Window(limit);
        var most = options.Of(limit);
        var reading = await AddAsync(Key(limit, key), window);
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = Text(most);
        headers["X-RateLimit-Remaining"] = Text(Math.Max(0, most - reading.Count));
        headers["X-RateLimit-Reset"] = Text((long)Math.Ceiling(reading.ResetsAt.ToUnixTimeMilliseconds() / 1000.0));
        headers["X-RateLimit-Window"] = Text((long)window.TotalSeconds);
        if (reading.Count <= most) return null;
        var retryAfter = (int)Math.Max(1, Math.Ceiling((reading.ResetsAt - time.GetUtcNow()).TotalSeconds));
        context.Items[RetryAfterKey] = retryAfter;
        headers.RetryAfter = Text(retryAfter);
        return new Refusal(RefusalKind.RateLimited, "Too many requests. Please try again later.");
    }

    /// <summary>Counts against the address, whoever is calling: for guesses, which anybody can make under new names.</summary>
    public Task<Refusal?> CountByAddressAsync(HttpContext context, RateLimit limit) => CountAsync(context, limit, Address(context));

    /// <summary>The same for a connection that outlives its request: see <see cref="AddressOf"/>.</summary>
    public async Task CountByAddressAsync(string address, RateLimit limit) => await AddAsync(Key(limit, address), Window(limit));

    /// <summary>True when the address has no room left, without counting.</summary>
    public async Task<bool> IsSpentAsync(string address, RateLimit limit) =>
        (await ReadAsync(Key(limit, address)))?.Count >= options.Of(limit);

    /// <summary>By what an address is counted.</summary>
    public string AddressOf(IPAddress? remote, IHeaderDictionary headers) => $"address:{ClientAddress.Key(remote, headers, proxies)}";

    /// <summary>Seconds until the limit that refused this request has room again; null when none did.</summary>
    public static int? RetryAfter(HttpContext context) => context.Items[RetryAfterKey] as int?;

    private async ValueTask<CounterReading> AddAsync(string key, TimeSpan window)
    {
        try
        {
            return await counters.AddAsync(key, window);
        }
        catch (RealtimeUnavailableException)
        {
            return await local.AddAsync(key, window);
        }
    }

    private async ValueTask<CounterReading?> ReadAsync(string key)
    {
        try
        {
            return await counters.ReadAsync(key);
        }
        catch (RealtimeUnavailableException)
        {
            return await local.ReadAsync(key);
        }
    }

    private static TimeSpan Window(RateLimit limit) => limit switch
    {
        RateLimit.General or RateLimit.SessionCreate => TimeSpan.FromHours(1),
        RateLimit.Auth or RateLimit.Search or RateLimit.Streaming or RateLimit.Payment or RateLimit.Party
            or RateLimit.SessionJoin or RateLimit.SessionMessages or RateLimit.SessionCandidates => TimeSpan.FromMinutes(1),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Key(RateLimit limit, string key) => $"rate:{limit}:{key}";

    private string Address(HttpContext context) => AddressOf(context.Connection.RemoteIpAddress, context.Request.Headers);
}
