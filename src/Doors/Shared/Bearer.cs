using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Doors.Shared;

/// <summary>Reads <c>Authorization: Bearer</c> and remembers who is calling.</summary>
internal static class Bearer
{
    private const string Scheme = "Bearer ";
    private static readonly object CallerKey = new();

    /// <summary>The token as it was sent; null without one.</summary>
    public static string? TokenOf(HttpContext context) =>
        context.Request.Headers.Authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;

    /// <summary>Null without a token; a refusal for a bad one, also where none is needed.</summary>
    public static async Task<Outcome<Caller>?> AuthenticateAsync(HttpContext context, AccessTokens tokens)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0) return null;
        if (header is not [{ } value] || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new Refusal(RefusalKind.Unauthenticated, "The Authorization header must be: Bearer, a space, an access token.");
        var outcome = await tokens.AuthenticateAsync(value[Scheme.Length..].Trim(), context.RequestAborted);
        if (outcome.Succeeded(out var caller, out _)) context.Items[CallerKey] = caller;
        return outcome;
    }

    /// <summary>Who is calling. Only for routes that need a token: the pipeline has let nobody else through.</summary>
    public static Caller Caller(this HttpContext context) => context.FindCaller() ?? throw new InvalidOperationException("This route is open to all.");

    /// <summary>Who is calling, on a route that is open to all; null without a token.</summary>
    public static Caller? FindCaller(this HttpContext context) => context.Items[CallerKey] as Caller;
}
