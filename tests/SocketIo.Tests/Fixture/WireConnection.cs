using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Matinee.SocketIo.Tests.Fixture;

/// <summary>A bare TCP connection to the host, for requests and frames that no HTTP library would send.</summary>
internal sealed class WireConnection : IDisposable
{
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private WireConnection(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
    }

    public static async Task<WireConnection> OpenAsync(TestHost host, int? receiveBuffer = null)
    {
        var tcp = new TcpClient { NoDelay = true };
        if (receiveBuffer is { } size)
            tcp.ReceiveBufferSize = size;
        await tcp.ConnectAsync(host.Address.Host, host.Address.Port).WaitAsync(Eventually.Limit);
        return new WireConnection(tcp);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes).AsTask().WaitAsync(Eventually.Limit);

    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Eventually.Limit);
        return bytes;
    }

    /// <summary>The status line and the headers of a response.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = "";
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head += await ReadLineAsync() + "\r\n";
        return head;
    }

    /// <summary>The body that belongs to the head: of a known length, or in one chunk.</summary>
    public async Task<string> ReadBodyAsync(string head)
    {
        const string name = "Content-Length: ";
        var at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        var isChunk = at < 0;
        var length = isChunk ? await ReadLineAsync() : head[(at + name.Length)..head.IndexOf('\r', at)];
        var style = isChunk ? NumberStyles.HexNumber : NumberStyles.None;
        return Encoding.UTF8.GetString(await ReadAsync(int.Parse(length, style, CultureInfo.InvariantCulture)));
    }

    /// <summary>Of the next response.</summary>
    public async Task<int> ReadStatusAsync() =>
        int.Parse((await ReadHeadAsync()).Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>Whether the server ends the connection within the limit; what it sends until then is dropped.</summary>
    public async Task<bool> EndsAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        var rest = new byte[64 * 1024];
        try
        {
            while (await _stream.ReadAsync(rest, limit.Token) > 0)
            {
            }

            return true;
        }
        catch (IOException)
        {
            // A reset ends it as well.
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (line.Length < 2 || line[^1] != '\n')
            line.Append((char)(await ReadAsync(1))[0]);
        return line.ToString(0, line.Length - 2);
    }

    public void Dispose() => _tcp.Dispose();
}
