namespace Matinee.Doors.Shared.OpenApi;

// What a route's table says for its document beside what the route is anyway: its path, its access, its limit, and the body
// that its handler binds as Body<T, TDoor>.

internal sealed record RouteDocument(string Id, string Summary);

/// <param name="Body">A wire record; null for an answer without a body.</param>
internal sealed record DocumentedAnswer(int Status, Type? Body);

/// <param name="Error">Null for the door's usual shape of an error.</param>
internal sealed record DocumentedRefusals(IReadOnlyList<int> Statuses, Type? Error);

internal sealed record DocumentedQuery(string Name, Type Type, string Summary, bool IsRequired);

/// <summary>A body that the handler reads by itself.</summary>
internal sealed record DocumentedBody(Type Type, string ContentType, bool IsRequired = true);

/// <summary>On a route that is open to all and where a token tells who is calling.</summary>
internal sealed record TokenIsOptional;

internal static class RouteDocuments
{
    /// <param name="id">Of the operation, unique in the door: generated clients call it so.</param>
    /// <param name="summary">What the call does, without a full stop.</param>
    public static TBuilder Documented<TBuilder>(this TBuilder route, string id, string summary)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new RouteDocument(id, summary));

    public static TBuilder Answers<TBuilder>(this TBuilder route, int status, Type? body = null)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new DocumentedAnswer(status, body));

    /// <summary>Beside what every route refuses: unreadable bodies, missing tokens, guests where there is no place for them, a limit.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder route, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new DocumentedRefusals(statuses, Error: null));

    public static TBuilder RefusesWith<TBuilder>(this TBuilder route, Type error, int status)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new DocumentedRefusals([status], error));

    public static TBuilder Query<TBuilder>(this TBuilder route, string name, Type type, string summary, bool isRequired = false)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new DocumentedQuery(name, type, summary, isRequired));

    public static TBuilder Takes<TBuilder>(this TBuilder route, Type body, string contentType = "application/json", bool isRequired = true)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new DocumentedBody(body, contentType, isRequired));

    public static TBuilder TokenOptional<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new TokenIsOptional());
}
