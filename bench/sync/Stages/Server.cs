using Matinee.Tests.Shared;

namespace Matinee.Bench.Sync.Stages;

/// <summary>The built server on data of its own, without work beside what is measured. It ends with the harness, even if that is killed.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly ServerProcess process;

    private Server(ServerProcess process) => this.process = process;

    public int Port => process.Address.Port;

    /// <summary>What the server logged as an error, and that it has ended if it has.</summary>
    public IEnumerable<string> Complaints => process.Complaints;

    public static async Task<Server> StartAsync(string root)
    {
        var settings = new Dictionary<string, string>
        {
            ["DOTNET_TieredPGO"] = "1",
            ["Matinee:Media:EncodesAtOnce"] = "0",
            ["Matinee:WebRoot"] = Path.Combine(root, "web/dist"),
        };
        var server = new Server(new ServerProcess(settings, Path.Combine(root, "src/Server/bin/Release/net10.0/matinee.dll")));
        try
        {
            await server.process.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
