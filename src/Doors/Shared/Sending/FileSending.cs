using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace Matinee.Doors.Shared.Sending;

/// <summary>Lets the kernel send files on connections where nothing has to be encrypted on the way.</summary>
public static class FileSending
{
    /// <summary>For an endpoint of Kestrel. Where the system has no such call, files are copied.</summary>
    public static ListenOptions UseFileSending(this ListenOptions endpoint)
    {
        if (OperatingSystem.IsLinux()) endpoint.Use(next => connection => RunAsync(next, connection));
        return endpoint;
    }

    /// <summary>Answers with the file, or with the part of it that was asked for, or that it has not changed, or that it is gone.</summary>
    internal static async Task SendAsync(HttpContext context, string path, string contentType, EntityTagHeaderValue tag)
    {
        var isPlain = context.Features.Get<ITlsHandshakeFeature>() is null && context.Request.Protocol is "HTTP/1.1" or "HTTP/1.0";
        if (isPlain && context.Features.Get<SocketOutput>() is { } output)
            context.Features.Set<IHttpResponseBodyFeature>(new FileBody(context, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), output));
        try
        {
            await Results.File(path, contentType, entityTag: tag, enableRangeProcessing: true).ExecuteAsync(context);
        }
        catch (IOException) when (!File.Exists(path))
        {
            // Deleted between looking and opening.
            if (context.Response.HasStarted) context.Abort();
            else await MediaRoute.RefuseAsync(context, StatusCodes.Status404NotFound, MediaRoute.Gone);
        }
    }

    private static async Task RunAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
        {
            await next(connection);
            return;
        }

        var transport = connection.Transport;
        using var output = new SocketOutput(transport.Output, socket);
        connection.Transport = new Duplex(transport.Input, output);
        connection.Features.Set(output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class FileBody(HttpContext context, IHttpResponseBodyFeature inner, SocketOutput output) : IHttpResponseBodyFeature
    {
        public Stream Stream => inner.Stream;

        public PipeWriter Writer => inner.Writer;

        public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
        {
            // Open for others to delete, as a video can be at any time.
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var end = offset + (count ?? (RandomAccess.GetLength(file) - offset));

            // From here on HTTP passes memory on as it is: the length is known, so nothing is cut into chunks.
            if (context.Response.ContentLength != end - offset) throw new InvalidOperationException("The length of a file is announced before it is sent.");
            await inner.StartAsync(cancellationToken);
            while (offset < end)
            {
                var bytes = (int)Math.Min(SocketOutput.MostFileBytes, end - offset);
                output.PlaceFile(file, offset);
                inner.Writer.GetMemory(bytes);
                inner.Writer.Advance(bytes);
                offset += bytes;
                if ((await inner.Writer.FlushAsync(cancellationToken)).IsCompleted)
                {
                    context.Abort();
                    return;
                }
            }
        }

        public void DisableBuffering() => inner.DisableBuffering();

        public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

        public Task CompleteAsync() => inner.CompleteAsync();
    }
}
