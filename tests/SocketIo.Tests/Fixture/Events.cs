namespace Matinee.SocketIo.Tests.Fixture;

/// <summary>Connection handlers that several tests need.</summary>
internal static class Events
{
    /// <summary>Sends the event <c>echo</c> back, or acknowledges it, with the same arguments.</summary>
    public static ValueTask Echo(SocketIoSocket socket)
    {
        socket.On("echo", e =>
        {
            object?[] same = [.. e.Args.Select((element, i) => e.Args.GetBinary(i) ?? (object?)element)];
            if (e.WantsAck)
                e.Ack(same);
            else
                socket.Emit("echo", same);
            return ValueTask.CompletedTask;
        });
        return ValueTask.CompletedTask;
    }

    public static ValueTask Report(SocketIoSocket socket, TaskCompletionSource<DisconnectReason> reason)
    {
        socket.OnDisconnect(r =>
        {
            reason.TrySetResult(r);
            return ValueTask.CompletedTask;
        });
        return ValueTask.CompletedTask;
    }
}
