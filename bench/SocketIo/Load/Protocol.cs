namespace Matinee.SocketIo.Load;

/// <summary>What a server speaks on its WebSocket: Engine.IO with Socket.IO, or the bare text.</summary>
internal sealed record Protocol(string Path, bool HasNamespaces, EventText Event)
{
    public static readonly Protocol SocketIo =
        new("/socket.io/?EIO=4&transport=websocket", HasNamespaces: true, new EventText("42[\"event\",", "]"));

    public static readonly Protocol WebSocket = new("/?", HasNamespaces: false, new EventText("", ""));

    public string Target(string? room, bool publishes) =>
        Path + (room is null ? "" : $"&room={room}") + (publishes ? "&publishes=1" : "");
}
