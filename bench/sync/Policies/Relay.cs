using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.Bench.Sync.Policies;

/// <summary>The server of the policies of others: the page, the film, and messages passed on from each member to the rest.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private const string Ask = """{"type":"ask"}""";

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Member, bool>> parties = new(StringComparer.Ordinal);
    private readonly WebApplication app;

    private Relay(string film)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.UseWebSockets();
        app.MapGet("/", () => Results.Content(Resource.Read("policy.html"), "text/html"));
        // The film and nothing else: for the noise floor.
        app.MapGet("/noise", () => Results.Content("<!doctype html><video src=\"/media/film\" preload=\"auto\"></video>", "text/html"));
        app.MapGet("/policy.js", () => Results.Content(Resource.Read("policy.js"), "text/javascript"));
        app.MapGet("/media/film", () => Results.File(film, "video/mp4", enableRangeProcessing: true));
        app.MapGet("/relay", ServeAsync);
    }

    public int Port { get; private set; }

    public static async Task<Relay> StartAsync(string film)
    {
        var relay = new Relay(film);
        await relay.app.StartAsync();
        relay.Port = new Uri(relay.app.Urls.First()).Port;
        return relay;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ServeAsync(HttpContext context, string party)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var members = parties.GetOrAdd(party, _ => new ConcurrentDictionary<Member, bool>());
        var me = new Member(socket);
        members[me] = true;
        try
        {
            // Whoever comes asks the host where the film is.
            await TellOthersAsync(members, me, System.Text.Encoding.UTF8.GetBytes(Ask));
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: WebSocketMessageType.Text } received)
                await TellOthersAsync(members, me, buffer.AsMemory(0, received.Count));
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The browser closed.
        }
        finally
        {
            members.TryRemove(me, out _);
        }
    }

    private static async Task TellOthersAsync(ConcurrentDictionary<Member, bool> members, Member from, ReadOnlyMemory<byte> message)
    {
        foreach (var member in members.Keys.Where(member => member != from)) await member.SendAsync(message);
    }

    private sealed class Member(WebSocket socket)
    {
        private readonly SemaphoreSlim sending = new(1);

        public async Task SendAsync(ReadOnlyMemory<byte> message)
        {
            await sending.WaitAsync();
            try
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
            catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException)
            {
                // It left meanwhile.
            }
            finally
            {
                sending.Release();
            }
        }
    }
}
