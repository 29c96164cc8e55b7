using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Matinee.Server;

/// <summary>
/// Serves the built web app: files as they are or in their compressed neighbour (<c>.br</c>, <c>.gz</c>), hashed assets for
/// ever, and <c>index.html</c> for every address that only the app in the browser knows.
/// </summary>
internal static class WebApp
{
    private const string Forever = "public, max-age=31536000, immutable";
    private const string AskAgain = "no-cache";
    private const string Index = "/index.html";

    // These belong to the server: an unknown address under them is an error, not a page.
    private static readonly PathString[] Interfaces = ["/v1", "/api", "/media", "/socket.io", "/ws", "/health", "/openapi", "/docs", "/assets"];

    private static readonly (string Encoding, string Suffix)[] Compressed = [("br", ".br"), ("gzip", ".gz")];

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public static void UseWebApp(this WebApplication app, string? folder)
    {
        if (folder is null) return;
        var files = new PhysicalFileProvider(folder);
        app.Lifetime.ApplicationStopped.Register(files.Dispose);
        app.Use((context, next) =>
        {
            Choose(context, files);
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new NeighbourContentTypes(),
            OnPrepareResponse = Prepare,
        });
    }

    /// <summary>Turns the request's path into that of the file to send, where there is one.</summary>
    private static void Choose(HttpContext context, IFileProvider files)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return;
        if (IsInterface(request.Path) && !request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)) return;
        var path = request.Path.Value is null or "" or "/" ? Index : request.Path.Value;
        if (!IsFile(files, path))
        {
            if (IsInterface(request.Path) || !AcceptsPages(request)) return;
            path = Index;
            if (!IsFile(files, path)) return;
        }

        foreach (var (encoding, suffix) in Compressed)
        {
            if (!Accepts(request, encoding) || !IsFile(files, path + suffix)) continue;
            context.Response.Headers.ContentEncoding = encoding;
            path += suffix;
            break;
        }

        request.Path = path;
    }

    private static void Prepare(StaticFileResponseContext context)
    {
        var headers = context.Context.Response.Headers;
        headers.CacheControl = context.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? Forever : AskAgain;
        headers.Vary = "Accept-Encoding";
    }

    private static bool IsInterface(PathString path) =>
        Array.Exists(Interfaces, prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));

    private static bool IsFile(IFileProvider files, string path) => files.GetFileInfo(path) is { Exists: true, IsDirectory: false };

    private static bool AcceptsPages(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static bool Accepts(HttpRequest request, string encoding)
    {
        foreach (var accepted in request.GetTypedHeaders().AcceptEncoding)
        {
            if (accepted.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase)) return accepted.Quality is not 0;
        }

        return false;
    }

    /// <summary>The type of <c>main.js.br</c> is that of <c>main.js</c>.</summary>
    private sealed class NeighbourContentTypes : IContentTypeProvider
    {
        public bool TryGetContentType(string subpath, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out string contentType)
        {
            var name = subpath;
            foreach (var (_, suffix) in Compressed)
            {
                if (name.EndsWith(suffix, StringComparison.Ordinal)) name = name[..^suffix.Length];
            }

            return ContentTypes.TryGetContentType(name, out contentType);
        }
    }
}
