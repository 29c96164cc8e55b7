using System.Diagnostics;
using System.Globalization;

namespace Matinee.SocketIo.Load;

/// <summary>A server as a process of its own on the first core. It ends with the generator, even if that is killed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    public ServerProcess(ServerKind kind)
    {
        Kind = kind;
        // Each of these replaces itself by the next, so that the process started is the server in the end.
        var start = new ProcessStartInfo("setpriv", ["--pdeathsig", "KILL", "taskset", "-c", "0", .. kind.Command])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{kind.Name} does not start.");
        var line = _process.StandardOutput.ReadLine();
        Port = int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new InvalidOperationException($"{kind.Name} does not say its port: {line}");
    }

    public ServerKind Kind { get; }

    public int Port { get; }

    public long ProcessorTime => Linux.ProcessorTime(_process.Id);

    /// <summary>VmRSS in bytes.</summary>
    public long ResidentMemory
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
