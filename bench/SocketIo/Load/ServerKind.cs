namespace Matinee.SocketIo.Load;

/// <summary>A server under comparison: its name in the table and on the command line, and the program behind it.</summary>
internal sealed record ServerKind(string Name, Protocol Protocol, params string[] Command)
{
    private const string Output = "bin/Release/net10.0";

    public static readonly ServerKind Ours = new("ours", Protocol.SocketIo, "dotnet", $"Ours/{Output}/Matinee.SocketIo.Ours.dll");
    public static readonly ServerKind SocketIo = new("socket.io", Protocol.SocketIo, "node", "node/socket.io.js");
    public static readonly ServerKind Ws = new("ws", Protocol.WebSocket, "node", "node/ws.js");
    public static readonly ServerKind Bare = new("bare", Protocol.WebSocket, "dotnet", $"Bare/{Output}/Matinee.SocketIo.Bare.dll");

    public static IReadOnlyList<ServerKind> All { get; } = [Ours, SocketIo, Ws, Bare];

    /// <summary>Whether it holds something for a connection that does nothing.</summary>
    public bool KeepsState => this != Bare;
}
