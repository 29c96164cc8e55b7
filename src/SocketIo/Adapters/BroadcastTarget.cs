namespace Matinee.SocketIo.Adapters;

/// <summary>Who is meant: the union of the rooms (all, if none is named), without the excepted rooms and the sender.</summary>
internal sealed record BroadcastTarget(string[] Rooms, string[] Except, SocketIoSocket? Sender)
{
    public static readonly BroadcastTarget Everyone = new([], [], Sender: null);
}

/// <summary>A snapshot of the members, and which of them to pass over.</summary>
internal readonly record struct Recipients(SocketIoSocket[] Members, HashSet<SocketIoSocket>? Skipped, SocketIoSocket? Sender)
{
    public bool Includes(SocketIoSocket member) =>
        !ReferenceEquals(member, Sender) && (Skipped is null || !Skipped.Contains(member));
}
