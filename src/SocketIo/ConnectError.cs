namespace Matinee.SocketIo;

/// <summary>A refusal of a namespace: the client's <c>connect_error</c> carries both.</summary>
public sealed record ConnectError(string Message, object? Data = null);
