using System.Text.Json;
using Matinee.Domain.Kernel;

namespace Matinee.Doors.Shared;

/// <summary>What the shared parts need of a door: its JSON, and its words for what went wrong.</summary>
internal interface IDoor
{
    static abstract JsonSerializerOptions Json { get; }

    /// <summary>Writes a refusal of the domain, of authentication or of a rate limit.</summary>
    static abstract Task WriteRefusalAsync(HttpContext context, Refusal refusal);

    /// <summary>Writes what went wrong before or beside the domain.</summary>
    /// <param name="message">A sentence for the client; null for the fault's usual one.</param>
    static abstract Task WriteFaultAsync(HttpContext context, RequestFault fault, string? message = null);
}

/// <summary>What can be wrong with a request whatever it asks for; every door has its own body for each.</summary>
internal enum RequestFault
{
    /// <summary>Not readable: bad JSON, wrong types, bad numbers in the query. 400.</summary>
    Malformed,

    /// <summary>404.</summary>
    NoSuchPath,

    /// <summary>405; the Allow header is set.</summary>
    MethodNotAllowed,

    /// <summary>413.</summary>
    TooLarge,

    /// <summary>415.</summary>
    UnsupportedMediaType,

    /// <summary>A bug or broken infrastructure. 500.</summary>
    Failed,
}

internal static class RequestFaults
{
    public static int Status(this RequestFault fault) => fault switch
    {
        RequestFault.Malformed => StatusCodes.Status400BadRequest,
        RequestFault.NoSuchPath => StatusCodes.Status404NotFound,
        RequestFault.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        RequestFault.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RequestFault.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        RequestFault.Failed => StatusCodes.Status500InternalServerError,
    };

    public static string UsualMessage(this RequestFault fault) => fault switch
    {
        RequestFault.Malformed => "The request could not be read.",
        RequestFault.NoSuchPath => "There is nothing at this path.",
        RequestFault.MethodNotAllowed => "This path does not take this method.",
        RequestFault.TooLarge => "The request body is too large.",
        RequestFault.UnsupportedMediaType => "The request body must be application/json in UTF-8.",
        RequestFault.Failed => "Something went wrong on the server.",
    };

    /// <summary>The fault that a bare status of the framework stands for.</summary>
    public static RequestFault Of(int status) => status switch
    {
        StatusCodes.Status404NotFound => RequestFault.NoSuchPath,
        StatusCodes.Status405MethodNotAllowed => RequestFault.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => RequestFault.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => RequestFault.UnsupportedMediaType,
        >= StatusCodes.Status500InternalServerError => RequestFault.Failed,
        _ => RequestFault.Malformed,
    };
}
