using System.Text.Encodings.Web;
using System.Text.Json;

namespace Matinee.Doors.Shared.OpenApi;

internal static class DocumentEndpoints
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Serves the door's document at <c>/openapi/{name}.json</c> to whoever asks, pages of any origin included.</summary>
    public static void MapDocument<TDoor>(this WebApplication app, DoorDocument document)
        where TDoor : IDoor
    {
        // Made when it is first asked for: by then all routes are mapped.
        var bytes = new Lazy<byte[]>(() =>
        {
            var routes = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
            return [.. JsonSerializer.SerializeToUtf8Bytes(document.Build<TDoor>(routes), Indented), (byte)'\n'];
        });
        app.MapMethods($"/openapi/{document.Name}.json", [HttpMethods.Get, HttpMethods.Head], context => ServeAsync(context, bytes.Value));
    }

    private static Task ServeAsync(HttpContext context, byte[] document)
    {
        var response = context.Response;
        OpenCrossOrigin.Allow(context);
        response.Headers.CacheControl = "no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = document.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(document, context.RequestAborted).AsTask();
    }
}
