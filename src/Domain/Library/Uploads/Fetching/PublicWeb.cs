using System.Net;
using System.Net.Sockets;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>
/// GET from the public internet and nowhere else. Names are resolved here, once for each connection; all of their addresses are
/// checked, and the connection goes to one that was: a name that answers differently the second time gains nothing. Redirects
/// are followed by hand, each checked as the first address was. No proxy, cookies, credentials or decompression.
/// </summary>
public sealed class PublicWeb : IDisposable
{
    private readonly FetchOptions options;
    private readonly TimeProvider time;
    private readonly HttpMessageInvoker http;

    public PublicWeb(FetchOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(13),
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>What is wrong with an address before anything is resolved; null for nothing.</summary>
    public Refusal? FaultOf(string text) => Read(text) is null
        ? Refusal.Invalid("sourceUrl", "Give a public http or https address on its usual port, without a user name.")
        : null;

    /// <summary>The answer, whose body is still to be read; dispose it.</summary>
    /// <exception cref="HttpRequestException">The other side cannot be reached, does not answer or does not speak HTTP.</exception>
    public async Task<Outcome<HttpResponseMessage>> GetAsync(string address, CancellationToken ct)
    {
        var next = Read(address);
        for (var hop = 0; hop <= options.MostRedirects; hop++)
        {
            if (next is null) return NotPublic;
            HttpResponseMessage response;
            using var pause = new CancellationTokenSource(options.LongestPause, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, ct);
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, next);
                request.Headers.UserAgent.ParseAdd("Matinee/1.0");
                request.Headers.AcceptEncoding.ParseAdd("identity");
                response = await http.SendAsync(request, either.Token);
            }
            catch (OperationCanceledException exception) when (!ct.IsCancellationRequested)
            {
                throw new HttpRequestException("The other side does not answer.", exception);
            }
            catch (HttpRequestException exception) when (exception.InnerException is NotPublicException || exception.GetBaseException() is NotPublicException)
            {
                return NotPublic;
            }

            if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)) return response;
            var location = response.Headers.Location;
            response.Dispose();
            next = location is not null && Uri.TryCreate(next, location, out var target) ? Read(target.AbsoluteUri) : null;
        }

        return new Refusal(RefusalKind.Invalid, $"The address leads on more than {options.MostRedirects} times.");
    }

    public void Dispose() => http.Dispose();

    private static Refusal NotPublic { get; } = new(RefusalKind.Invalid, "Films are fetched from public web addresses only, and this one is not or leads elsewhere.");

    private Uri? Read(string text) =>
        text.Length <= 2048 && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", UserInfo.Length: 0, HostNameType: UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6 }
        && (options.Ports.Contains(uri.Port) || uri.Port == options.LoopbackPort)
            ? uri
            : null;

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await options.Resolve(host, ct);
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, address => MayReach(address, port))) throw new NotPublicException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool MayReach(IPAddress address, int port) =>
        port == options.LoopbackPort ? IPAddress.IsLoopback(address) : PublicAddress.IsPublic(address);

    private sealed class NotPublicException() : IOException("The address is not public.");
}
