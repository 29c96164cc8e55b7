namespace Matinee.SocketIo.Adapters;

/// <summary>Who is meant: the union of the rooms (all, if none is named), without the excepted rooms. A socket's id is a room.</summary>
internal sealed record BroadcastTarget(string[] Rooms, string[] Except)
{
    public static readonly BroadcastTarget Everyone = new([], []);

    /// <summary>Whether somebody in exactly these rooms is meant.</summary>
    public bool Includes(IReadOnlyCollection<string> rooms) =>
        (Rooms.Length == 0 || Rooms.Any(rooms.Contains)) && !Except.Any(rooms.Contains);
}
