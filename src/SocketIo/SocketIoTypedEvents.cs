namespace Matinee.SocketIo;

/// <summary>
/// Handlers that take an event's arguments as values. An event whose arguments are missing, null or of another shape does
/// not reach them; what a client sends is its own choice.
/// </summary>
public static class SocketIoTypedEvents
{
    public static void On<T1>(this SocketIoSocket socket, string eventName, Func<T1, ValueTask> handler) =>
        socket.On(eventName, e => e.Args.TryGet<T1>(0, out var first) ? handler(first) : ValueTask.CompletedTask);

    public static void On<T1, T2>(this SocketIoSocket socket, string eventName, Func<T1, T2, ValueTask> handler) =>
        socket.On(eventName, e => e.Args.TryGet<T1>(0, out var first) && e.Args.TryGet<T2>(1, out var second)
            ? handler(first, second)
            : ValueTask.CompletedTask);

    public static void On<T1, T2, T3>(this SocketIoSocket socket, string eventName, Func<T1, T2, T3, ValueTask> handler) =>
        socket.On(eventName, e =>
            e.Args.TryGet<T1>(0, out var first) && e.Args.TryGet<T2>(1, out var second) && e.Args.TryGet<T3>(2, out var third)
                ? handler(first, second, third)
                : ValueTask.CompletedTask);

    /// <summary>The handler's value is the acknowledgement. An event of another shape is not acknowledged.</summary>
    public static void OnRequest<T1, TAnswer>(this SocketIoSocket socket, string eventName, Func<T1, ValueTask<TAnswer>> handler) =>
        socket.On(eventName, async e =>
        {
            if (e.Args.TryGet<T1>(0, out var first))
                e.Ack(await handler(first));
        });
}
