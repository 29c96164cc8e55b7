using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Microsoft.AspNetCore.Routing.Template;

namespace Matinee.Doors.Shared;

/// <summary>Who may use a route. A route that says nothing is for accounts.</summary>
internal enum Access
{
    Account,
    AccountOrGuest,
    Administrator,
    Anyone,
}

/// <summary>On a route that the pipeline counts against no limit.</summary>
/// <param name="Limit">Which one the handler counts; null for none.</param>
internal sealed record CountsItself(RateLimit? Limit);

/// <summary>On every route of a door: whose it is.</summary>
internal sealed record DoorRoute(Type Door);

/// <summary>What a route says of itself in the door's table.</summary>
internal static class DoorRoutes
{
    /// <summary>No token needed; a bad one counts as none.</summary>
    public static TBuilder ForAnyone<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(Access.Anyone);

    /// <summary>Accounts and guests. The handler checks that a guest asks for its own party only.</summary>
    public static TBuilder ForGuestsToo<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(Access.AccountOrGuest);

    public static TBuilder ForAdministrators<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(Access.Administrator);

    /// <summary>
    /// Counts against this limit; a route that says nothing counts against General. A limit by party is not for this: only the
    /// handler knows which party, and counts it with <see cref="RateLimits"/> itself.
    /// </summary>
    public static TBuilder Limited<TBuilder>(this TBuilder route, RateLimit limit)
        where TBuilder : IEndpointConventionBuilder =>
        limit == RateLimit.Party ? throw new ArgumentOutOfRangeException(nameof(limit), "Counted by the handler.") : route.WithMetadata(limit);

    /// <summary>
    /// Counts against no limit, where the document has none; or the handler counts it, where only a part of the body says by
    /// what.
    /// </summary>
    public static TBuilder CountedByHandler<TBuilder>(this TBuilder route, RateLimit? limit = null)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new CountsItself(limit));

    public static T Find<T>(Endpoint endpoint, T otherwise)
        where T : struct, Enum => endpoint.Metadata.OfType<T>().Cast<T?>().LastOrDefault() ?? otherwise;

    /// <summary>Null when the caller may pass.</summary>
    public static Refusal? Check(Access access, Outcome<Caller>? authenticated)
    {
        if (access == Access.Anyone) return null;
        if (authenticated is not { } outcome) return new Refusal(RefusalKind.Unauthenticated, "This needs an access token.");
        if (!outcome.Succeeded(out var caller, out var refusal)) return refusal;
        return access switch
        {
            Access.Account when caller.IsGuest => new Refusal(RefusalKind.Forbidden, "Guests cannot do this."),
            Access.Administrator when !caller.IsAdministrator => new Refusal(RefusalKind.Forbidden, "Only administrators can do this."),
            Access.Account or Access.AccountOrGuest or Access.Administrator or Access.Anyone => null,
        };
    }

    /// <summary>The methods that the door's routes take at the request's path; empty when it has no such path.</summary>
    public static IReadOnlyList<string> AllowedMethods(HttpContext context, Type door) =>
        [.. context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<DoorRoute>()?.Door == door && IsAt(endpoint, context.Request.Path))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    private static bool IsAt(RouteEndpoint endpoint, PathString path) =>
        new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(path, []);
}
