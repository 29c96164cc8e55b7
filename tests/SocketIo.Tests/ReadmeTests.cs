using System.Diagnostics;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

/// <summary>The example of src/SocketIo/README.md is a program: it compiles, and does what the text says.</summary>
public sealed class ReadmeTests
{
    private const string Fence = "```csharp\n";
    private const string Listening = "Now listening on: ";

    [Fact]
    public void Example_of_the_readme_is_the_one_that_is_tested()
    {
        var tests = Folder();
        var readme = File.ReadAllText(Path.Combine(tests.FullName, "../../src/SocketIo/README.md"));
        var start = readme.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
        var block = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
        Assert.Equal(block, File.ReadAllText(Path.Combine(tests.FullName, "Readme", "Example.cs")), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Example_runs()
    {
        using var process = Start();
        try
        {
            var address = await ListeningAsync(process);

            using var stranger = await OpenAsync(address);
            await stranger.SendAsync("40");
            Assert.Equal("""44{"message":"Who are you?","data":{"code":401}}""", await stranger.ReadAsync());

            using var ana = await OpenAsync(address);
            await ana.JoinAsync(auth: """{"name":"ana"}""");
            await ana.SendAsync("""421["join"]""");
            Assert.Equal("""431["welcome"]""", await ana.ReadAsync());

            using var ben = await OpenAsync(address);
            await ben.JoinAsync(auth: """{"name":"ben"}""");
            await ben.SendAsync("""421["join","lobby"]""");
            Assert.Equal("""431["welcome"]""", await ben.ReadAsync());
            await ben.SendAsync("""42["say",{"text":"hello"}]""");
            Assert.Equal($$"""42["said","{{ben.SocketId}}",{"text":"hello"}]""", await ana.ReadAsync());
            await ben.SendAsync("""422["clock"]""");
            Assert.Matches(@"^432\[\d+\]$", await ben.ReadAsync());
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start()
    {
        // …/bin/Release/net10.0: the example is built with the same settings.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(
            Folder().FullName, "Readme", "bin", output.Parent?.Name ?? "", output.Name, "Matinee.SocketIo.Readme.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("The example cannot be started.");
    }

    private static async Task<Uri> ListeningAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Limit) is { } line)
        {
            if (line.Contains(Listening, StringComparison.Ordinal))
                return new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);
        }

        throw new InvalidOperationException("The example ended.");
    }

    private static async Task<RawWebSocket> OpenAsync(Uri address)
    {
        var socket = await RawWebSocket.OpenAsync(new Uri($"ws://{address.Authority}/socket.io/?EIO=4&transport=websocket"));
        await socket.ReadAsync();
        return socket;
    }

    /// <summary>The folder of this project.</summary>
    private static DirectoryInfo Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Readme", "Example.cs")))
                return folder;
        }

        throw new DirectoryNotFoundException("The example is missing.");
    }
}
