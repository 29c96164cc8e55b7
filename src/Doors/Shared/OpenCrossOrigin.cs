namespace Matinee.Doors.Shared;

/// <summary>
/// CORS of doors that pages of any origin may call: without credentials, so that the star says it all and no answer varies.
/// </summary>
/// <param name="Methods">Separated by commas, as the header has them.</param>
/// <param name="Headers">The same.</param>
internal sealed record OpenCrossOrigin(string Methods, string Headers)
{
    private const string LongestPreflight = "86400";

    public static void Allow(HttpContext context) => context.Response.Headers.AccessControlAllowOrigin = "*";

    /// <summary>Answers preflights, and every other OPTIONS, of the door's paths.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        Allow(context);
        if (!HttpMethods.IsOptions(context.Request.Method)) return next(context);
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = Headers;
        headers.AccessControlMaxAge = LongestPreflight;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
