using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Matinee.Doors.Shared.OpenApi;

// A door's OpenAPI document, made from its routes as they are mapped. The framework's own generator has one set of JSON options
// for the whole host, and our doors spell names differently; so the schemas come from DoorSchemas with the door's options, and
// the rest is read off the endpoints: path and parameters from the pattern, the body from the handler's Body<T, TDoor>, access
// and limit from the metadata that the pipeline goes by. Summaries, answers and refusals stand in the route table.

/// <param name="Name">Last part of the document's address.</param>
/// <param name="Error">The wire record of the door's errors.</param>
internal sealed record DoorDocument(string Name, string Title, string Description, Type Error)
{
    private const string Json = "application/json";
    private const string Scheme = "bearer";

    /// <summary>Whether the door's contract writes its paths with a slash at the end; every door serves them with and without.</summary>
    public bool EndsInSlash { get; init; }

    public JsonObject Build<TDoor>(IEnumerable<RouteEndpoint> routes)
        where TDoor : IDoor
    {
        var schemas = new DoorSchemas(TDoor.Json);
        var paths = new JsonObject();
        foreach (var route in routes.Where(route => route.Metadata.GetMetadata<DoorRoute>()?.Door == typeof(TDoor)))
        {
            var path = $"/{route.RoutePattern.RawText!.Trim('/')}{(EndsInSlash ? "/" : "")}";
            if (paths[path] is not JsonObject methods) paths[path] = methods = [];
            foreach (var method in route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods)
            {
                // How HTTP/2 opens a WebSocket; OpenAPI has no such operation.
                if (!HttpMethods.IsConnect(method)) methods[method.ToLowerInvariant()] = Operation(route, HttpMethods.IsHead(method), schemas);
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = Title,
                ["description"] = Description,
                ["version"] = "1.0.0",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Components,
                ["securitySchemes"] = new JsonObject
                {
                    [Scheme] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" },
                },
            },
        };
    }

    private JsonObject Operation(RouteEndpoint route, bool isHead, DoorSchemas schemas)
    {
        var document = route.Metadata.GetMetadata<RouteDocument>() ?? throw new InvalidOperationException($"{route.DisplayName} is not documented.");
        var operation = new JsonObject
        {
            ["operationId"] = isHead ? $"{document.Id}Head" : document.Id,
            ["summary"] = document.Summary,
            ["security"] = Security(route),
        };
        var parameters = Parameters(route, schemas);
        if (parameters.Count > 0) operation["parameters"] = parameters;
        if (Body(route) is { } body)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = body.IsRequired,
                ["content"] = new JsonObject { [body.ContentType] = new JsonObject { ["schema"] = schemas.Of(body.Type) } },
            };
        }

        operation["responses"] = Responses(route, isHead, schemas);
        return operation;
    }

    private static JsonArray Security(RouteEndpoint route)
    {
        var bearer = new JsonObject { [Scheme] = new JsonArray() };
        if (route.Metadata.GetMetadata<TokenIsOptional>() is not null) return [new JsonObject(), bearer];
        return DoorRoutes.Find(route, Access.Account) == Access.Anyone ? [] : [bearer];
    }

    private static JsonArray Parameters(RouteEndpoint route, DoorSchemas schemas) =>
    [
        .. route.RoutePattern.Parameters.Select(part => new JsonObject
        {
            ["name"] = part.Name,
            ["in"] = "path",
            ["required"] = true,
            ["schema"] = schemas.Of(typeof(string)),
        }),
        .. route.Metadata.OfType<DocumentedQuery>().Select(query => new JsonObject
        {
            ["name"] = query.Name,
            ["in"] = "query",
            ["required"] = query.IsRequired,
            ["description"] = query.Summary,
            ["schema"] = schemas.Of(query.Type),
        }),
    ];

    private static DocumentedBody? Body(RouteEndpoint route) =>
        route.Metadata.GetMetadata<DocumentedBody>() ?? (BoundBody(route) is { } bound ? new DocumentedBody(bound, Json) : null);

    private static Type? BoundBody(RouteEndpoint route) =>
        route.Metadata.GetMetadata<MethodInfo>()?.GetParameters()
            .Select(parameter => parameter.ParameterType)
            .FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Body<,>))?.GetGenericArguments()[0];

    private JsonObject Responses(RouteEndpoint route, bool isHead, DoorSchemas schemas)
    {
        var answers = new SortedDictionary<int, JsonObject>();
        foreach (var answer in route.Metadata.OfType<DocumentedAnswer>()) answers[answer.Status] = Response(answer.Status, isHead ? null : answer.Body, schemas);
        foreach (var status in UsualRefusals(route)) answers[status] = Response(status, isHead ? null : Error, schemas);
        foreach (var refusal in route.Metadata.OfType<DocumentedRefusals>())
        {
            foreach (var status in refusal.Statuses) answers[status] = Response(status, isHead ? null : refusal.Error ?? Error, schemas);
        }

        if (answers.TryGetValue(StatusCodes.Status429TooManyRequests, out var limited)) Limit(route, limited, schemas);
        var responses = new JsonObject(answers.Select(answer => KeyValuePair.Create<string, JsonNode?>($"{answer.Key}", answer.Value)));
        responses["default"] = Response(StatusCodes.Status500InternalServerError, isHead ? null : Error, schemas);
        return responses;
    }

    private static IEnumerable<int> UsualRefusals(RouteEndpoint route)
    {
        var access = DoorRoutes.Find(route, Access.Account);
        yield return StatusCodes.Status400BadRequest;
        if (BoundBody(route) is not null)
        {
            yield return StatusCodes.Status413PayloadTooLarge;
            yield return StatusCodes.Status415UnsupportedMediaType;
        }

        if (access != Access.Anyone) yield return StatusCodes.Status401Unauthorized;
        if (access is Access.Account or Access.Administrator) yield return StatusCodes.Status403Forbidden;
        if (LimitOf(route) is not null) yield return StatusCodes.Status429TooManyRequests;
    }

    private static JsonObject Response(int status, Type? body, DoorSchemas schemas)
    {
        var response = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(status) };
        if (body is not null) response["content"] = new JsonObject { [Json] = new JsonObject { ["schema"] = schemas.Of(body) } };
        return response;
    }

    private static RateLimit? LimitOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<CountsItself>() is { } own ? own.Limit : DoorRoutes.Find(route, RateLimit.General);

    private static void Limit(RouteEndpoint route, JsonObject response, DoorSchemas schemas)
    {
        if (LimitOf(route) is { } limit) response["description"] = $"Too Many Requests: the limit {limit}";
        response["headers"] = new JsonObject(
            new[] { "Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-RateLimit-Window" }
                .Select(name => KeyValuePair.Create<string, JsonNode?>(name, new JsonObject { ["schema"] = schemas.Of(typeof(long)) })));
    }
}
