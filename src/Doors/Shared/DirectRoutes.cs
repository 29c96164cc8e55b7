namespace Matinee.Doors.Shared;

// Routes that are called so often that the way to them counts: players report and poll several times a second. They end the
// host's chain right after routing and read and write bytes themselves. What DoorPipeline does for other routes holds for
// them too: the request id, the answer's headers, the door's words for every failure. Two things differ, and are the door's to
// say: tokens are the handler's affair, and no limit counts them (the documents of these doors name none).
internal static class DirectRoutes
{
    /// <summary>Open to everybody; the handler checks who may do what.</summary>
    public static IEndpointConventionBuilder MapDirect<TDoor>(this RouteGroupBuilder door, string[] methods, string pattern, RequestDelegate handler)
        where TDoor : IDoor
    {
        var services = ((IEndpointRouteBuilder)door).ServiceProvider;
        var route = new DirectRoute<TDoor>(
            handler, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<DirectRoute<TDoor>>>());
        return door.MapMethods(pattern, methods, route.InvokeAsync).ForAnyone().CountedByHandler().ShortCircuit();
    }
}

internal sealed class DirectRoute<TDoor>(RequestDelegate handler, TimeProvider time, ILogger<DirectRoute<TDoor>> logger)
    where TDoor : IDoor
{
    // The host's own rules for pages come later in its chain; what ends here is never one.
    private const string NoPage = "default-src 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        RequestId.Assign(context, time);
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = NoPage;
        OpenCrossOrigin.Allow(context);
        try
        {
            var task = handler(context);
            return task.IsCompletedSuccessfully ? task : FinishAsync(context, task);
        }
        catch (Exception exception)
        {
            return FailAsync(context, exception);
        }
    }

    private async Task FinishAsync(HttpContext context, Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception)
        {
            await FailAsync(context, exception);
        }
    }

    private Task FailAsync(HttpContext context, Exception exception)
    {
        if (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
            return Task.CompletedTask;
        var fault = exception is BadHttpRequestException bad ? RequestFaults.Of(bad.StatusCode) : RequestFault.Failed;
        if (fault == RequestFault.Failed) DoorsLog.RequestFailed(logger, context.Request.Method, RequestId.Of(context), exception);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.ContentLength = null;
        context.Response.Headers.ContentType = default;
        return TDoor.WriteFaultAsync(context, fault);
    }
}
