using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matinee.Doors.Tests.Shared;

/// <summary>What the tests of this run made the server do with success: routes by method and pattern, events and golden files by name.</summary>
internal static class Exercised
{
    private static readonly ConcurrentDictionary<string, bool> Seen = new();

    public static IReadOnlyCollection<string> All => [.. Seen.Keys];

    public static void Route(string method, string pattern) => Seen[$"{method} {pattern.TrimEnd('/')}"] = true;

    /// <summary>A client's event that was acknowledged as done.</summary>
    public static void Asked(string name) => Seen[$"ask {name}"] = true;

    /// <summary>An answer that a contract shows, compared with its file.</summary>
    public static void Compared(string golden) => Seen[$"golden {golden}"] = true;

    /// <summary>A server's event that reached a client.</summary>
    public static void Heard(string name) => Seen[$"hear {name}"] = true;
}

/// <summary>Notes the route of every request that succeeded.</summary>
internal sealed class RouteRecorder : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (HttpContext context, RequestDelegate following) =>
        {
            await following(context);
            if (context.Response.StatusCode < 400 && context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern })
                Exercised.Route(context.Request.Method, pattern);
        });
        next(app);
    };
}
