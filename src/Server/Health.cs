using System.Text.Json;

namespace Matinee.Server;

/// <summary><c>/health</c>: the process answers. <c>/health/ready</c>: it can also do its work; 503 with the reasons when not.</summary>
internal static class Health
{
    private static readonly byte[] Ok = [.. """{"status":"ok"}"""u8];

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health", Alive);
        app.MapGet("/health/ready", Ready);
    }

    private static Task Alive(HttpContext context)
    {
        Begin(context);
        context.Response.ContentLength = Ok.Length;
        return context.Response.Body.WriteAsync(Ok, context.RequestAborted).AsTask();
    }

    private static async Task Ready(HttpContext context)
    {
        var parts = await context.RequestServices.GetRequiredService<Readiness>().CheckAsync(context.RequestAborted);
        var ready = parts.Values.All(fault => fault is null);
        Begin(context);
        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", ready ? "ok" : "unavailable");
        json.WriteStartObject("checks");
        foreach (var (part, fault) in parts) json.WriteString(part, fault ?? "ok");
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private static void Begin(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
    }
}
