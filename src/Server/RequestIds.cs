using Microsoft.AspNetCore.Routing;

namespace Matinee.Server;

/// <summary>
/// Gives each request an id: in the answer's <c>X-Request-Id</c>, in errors, and in every log line that the request causes.
/// The client's own header is not taken over: it would be a way to write into the log.
/// </summary>
internal static class RequestIds
{
    public static void UseRequestIds(this WebApplication app)
    {
        var time = app.Services.GetRequiredService<TimeProvider>();
        app.Use((context, next) => RunAsync(context, next, time, app.Logger));
    }

    private static async Task RunAsync(HttpContext context, RequestDelegate next, TimeProvider time, ILogger logger)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("D");
        context.TraceIdentifier = id;
        context.Response.Headers["X-Request-Id"] = id;
        using var scope = logger.BeginScope(new RequestScope(id));
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested && exception is not BadHttpRequestException)
        {
            // The route's pattern, not the path: paths hold ids, and those of media a token.
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
            ServerLog.RequestFailed(logger, context.Request.Method, route, exception);
            if (context.Response.HasStarted) context.Abort();
            else await AnswerAsync(context, id);
        }
    }

    // Doors answer for their own failures; this is for what belongs to none.
    private static Task AnswerAsync(HttpContext context, string id)
    {
        context.Response.Clear();
        context.Response.Headers["X-Request-Id"] = id;
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return context.Response.WriteAsync($"Something went wrong on the server. Request {id}.", context.RequestAborted);
    }

    private sealed class RequestScope(string id) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => 1;

        public KeyValuePair<string, object?> this[int index] =>
            index == 0 ? new("RequestId", id) : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            yield return this[0];
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => $"RequestId:{id}";
    }
}
