using System.Net.WebSockets;
using Matinee.Domain.Parties;

namespace Matinee.Doors.Sessions.Sockets;

/// <summary>Why the server closes a connection: the code and text of the close frame. The door's README says which are worth a retry.</summary>
internal sealed record CloseReason(int Code, string Text)
{
    public static readonly CloseReason Answered = new((int)WebSocketCloseStatus.NormalClosure, "");
    public static readonly CloseReason ServerStopping = new((int)WebSocketCloseStatus.EndpointUnavailable, "server stopping");
    public static readonly CloseReason TextOnly = new((int)WebSocketCloseStatus.InvalidMessageType, "text messages only");
    public static readonly CloseReason MessageTooBig = new((int)WebSocketCloseStatus.MessageTooBig, "message too big");
    public static readonly CloseReason SessionEnded = new(4000, "session ended");
    public static readonly CloseReason Removed = new(4001, "removed by the host");
    public static readonly CloseReason Left = new(4002, "left the session");
    public static readonly CloseReason TokenExpired = new(4003, "token expired");
    public static readonly CloseReason LoginEnded = new(4004, "login ended");
    public static readonly CloseReason SlowReader = new(4005, "slow reader");

    public static CloseReason Of(LeaveReason reason) => reason switch
    {
        LeaveReason.Left => Left,
        LeaveReason.Gone => Left,
        LeaveReason.Kicked => Removed,
    };
}
