using Matinee.Domain.Accounts;
using Matinee.Realtime;

namespace Matinee.Doors.Shared;

// Every request to a door passes here, after routing has chosen the endpoint and before the endpoint reads anything: the
// request gets its id; a path or method that the door does not have is answered in the door's words and not by another
// route of the host (the web app answers every unknown path with its page); the token is checked; the route's rate limit is
// counted, whatever the token was; and only then the handler binds its body. What a handler throws becomes the door's 500,
// and a bare status of the framework gets the door's body. Limits and access are metadata of the route and not of the path
// text, so letter case and trailing slashes cannot get around them.
internal sealed class DoorPipeline<TDoor>(
    RequestDelegate next,
    AccessTokens tokens,
    RateLimits limits,
    TimeProvider time,
    ILogger<DoorPipeline<TDoor>> logger)
    where TDoor : IDoor
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<DoorRoute>() is { } route && route.Door != typeof(TDoor))
        {
            await next(context);
            return;
        }

        var id = RequestId.Assign(context, time);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        using var scope = logger.BeginScope("RequestId:{RequestId}", id);
        try
        {
            await AnswerAsync(context);
            if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentType: null, ContentLength: null })
                await TDoor.WriteFaultAsync(context, RequestFaults.Of(context.Response.StatusCode));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
        }
        catch (BadHttpRequestException exception)
        {
            await FaultAsync(context, RequestFaults.Of(exception.StatusCode));
        }
        catch (RealtimeUnavailableException) when (!context.Response.HasStarted)
        {
            await TDoor.WriteRefusalAsync(context, SharedState.Away);
        }
        catch (Exception exception)
        {
            DoorsLog.RequestFailed(logger, context.Request.Method, id, exception);
            await FaultAsync(context, RequestFault.Failed);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<DoorRoute>() is null)
        {
            await RefusePathAsync(context);
            return;
        }

        // No text with U+0000 gets in: see DoorJson.
        if (context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true)
        {
            await TDoor.WriteFaultAsync(context, RequestFault.Malformed);
            return;
        }

        var authenticated = await Bearer.AuthenticateAsync(context, tokens);
        var limited = endpoint.Metadata.GetMetadata<CountsItself>() is null
            ? await limits.CountAsync(context, DoorRoutes.Find(endpoint, RateLimit.General), context.FindCaller())
            : null;
        var refusal = limited ?? DoorRoutes.Check(DoorRoutes.Find(endpoint, Access.Account), authenticated);
        if (refusal is null) await next(context);
        else await TDoor.WriteRefusalAsync(context, refusal);
    }

    private static Task RefusePathAsync(HttpContext context)
    {
        var allowed = DoorRoutes.AllowedMethods(context, typeof(TDoor));

        // That the method is among them means that routing refused the path for another reason.
        if (allowed.Count == 0 || allowed.Contains(context.Request.Method)) return TDoor.WriteFaultAsync(context, RequestFault.NoSuchPath);
        context.Response.Headers.Allow = string.Join(", ", allowed);
        return TDoor.WriteFaultAsync(context, RequestFault.MethodNotAllowed);
    }

    private static async Task FaultAsync(HttpContext context, RequestFault fault)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer is out: only a broken connection tells the client that it is not whole.
            context.Abort();
            return;
        }

        context.Response.ContentLength = null;
        context.Response.Headers.ContentType = default;
        context.Response.Headers.ContentRange = default;
        context.Response.Headers.ETag = default;
        await TDoor.WriteFaultAsync(context, fault);
    }
}

internal static class DoorPipelineExtensions
{
    /// <summary>Opens the door at its base path; its routes are mapped on what this returns.</summary>
    /// <param name="open">For a door that pages of any origin may call; the others allow the configured ones.</param>
    public static RouteGroupBuilder MapDoor<TDoor>(this WebApplication app, string prefix, OpenCrossOrigin? open = null)
        where TDoor : IDoor
    {
        app.UseDoor<TDoor>([prefix], branch => open is null ? branch.UseCors(CrossOrigin.Policy) : branch.Use(open.InvokeAsync));
        return app.GroupOf<TDoor>().MapGroup(prefix);
    }

    /// <summary>
    /// Opens a door that stands under several paths; its routes are mapped by their whole paths. What is unknown under a path
    /// is answered by the first door that was opened there.
    /// </summary>
    public static RouteGroupBuilder MapDoor<TDoor>(this WebApplication app, string crossOriginPolicy, PathString[] prefixes)
        where TDoor : IDoor
    {
        app.UseDoor<TDoor>(prefixes, branch => branch.UseCors(crossOriginPolicy));
        return app.GroupOf<TDoor>();
    }

    // The endpoint decides where there is one: no spelling of a path may reach a route of this door around its pipeline, and
    // a door below the path of another (/api/progress, /api) keeps its own. So doors are mapped longest prefix first.
    private static void UseDoor<TDoor>(this WebApplication app, PathString[] prefixes, Func<IApplicationBuilder, IApplicationBuilder> crossOrigin)
        where TDoor : IDoor => app.UseWhen(
            context => context.GetEndpoint()?.Metadata.GetMetadata<DoorRoute>() is { } route
                ? route.Door == typeof(TDoor)
                : Array.Exists(prefixes, prefix => context.Request.Path.StartsWithSegments(prefix)),
            branch => crossOrigin(branch).UseMiddleware<DoorPipeline<TDoor>>());

    private static RouteGroupBuilder GroupOf<TDoor>(this WebApplication app)
        where TDoor : IDoor
    {
        var group = app.MapGroup("");
        group.WithMetadata(new DoorRoute(typeof(TDoor)));
        return group;
    }
}
