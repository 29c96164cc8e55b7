using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Interop;

/// <summary>What the clients of other makers talk to: two namespaces that ask for the token "good".</summary>
internal static class InteropHost
{
    public static Task<TestHost> StartAsync(SocketIoOptions? options = null, TimeProvider? clock = null, int port = 0) =>
        TestHost.StartAsync(options, clock, port: port, configure: server =>
        {
            foreach (var name in new[] { "/", "/custom" })
            {
                server.Of(name).Use((socket, ct) => ValueTask.FromResult(
                    socket.Handshake.Auth.TryGetProperty("token"u8, out var token) && token.ValueEquals("good"u8)
                        ? null
                        : new ConnectError("Unauthorised", new { code = 401 })));
                server.Of(name).OnConnection(socket =>
                {
                    RegisterRooms(server, socket);
                    RegisterQuestions(socket);
                    RegisterEnds(socket);
                    return Events.Echo(socket);
                });
            }
        });

    private static void RegisterRooms(SocketIoServer server, SocketIoSocket socket)
    {
        On(socket, "join", e =>
        {
            foreach (var room in e.Args)
                socket.Join(room.GetString() ?? "");
            e.Ack();
        });
        On(socket, "leave", e =>
        {
            socket.Leave(e.Args.Get<string>(0) ?? "");
            e.Ack();
        });
        On(socket, "say", e =>
        {
            socket.To(e.Args.Get<string>(0) ?? "").Emit("said", e.Args[1]);
            server.Of("/").Emit("end");
        });
        On(socket, "send", e =>
        {
            if (e.Args.Get<Message>(0) is { } message)
                message.Target(server.Of("/"), socket).Emit("said", message.Text);
            e.Ack();
        });
        On(socket, "end-all", _ => server.Of("/").Emit("end"));
        On(socket, "tick-fast", e =>
        {
            for (var i = 0; i < e.Args.Get<int>(0); i++)
                server.Of("/").To(socket.Id).Volatile.Emit("tick", i);
            socket.Emit("end");
        });
    }

    private static void RegisterQuestions(SocketIoSocket socket)
    {
        socket.On("ask-me", async _ =>
        {
            var answer = await socket.EmitWithAckAsync("question", "hello", Eventually.Limit);
            socket.Emit("answered", [.. answer]);
        });
        socket.On("ask-in-vain", async _ =>
        {
            var failure = await Assert.ThrowsAsync<TimeoutException>(
                () => socket.EmitWithAckAsync("question", "hello?", TimeSpan.FromMilliseconds(50)));
            socket.Emit("gave-up", failure.GetType().Name);
        });
        socket.On("ask-for-binary", async _ =>
        {
            var answer = await socket.EmitWithAckAsync("give", new byte[] { 1, 2 }, Eventually.Limit);
            socket.Emit("given", answer.GetBinary(0));
        });
        On(socket, "send-files", _ => socket.Emit("files", new byte[] { 1, 2, 3 }, "between", Array.Empty<byte>()));
        On(socket, "measure", e => e.Ack(e.Args.Attachments.Select(attachment => attachment.Length)));
        On(socket, "silent", _ => { });
    }

    private static void RegisterEnds(SocketIoSocket socket)
    {
        On(socket, "kick-me", _ => socket.Disconnect());
        On(socket, "close-me", _ => socket.Disconnect(close: true));
    }

    private static void On(SocketIoSocket socket, string name, Action<SocketIoEvent> handler) => socket.On(name, e =>
    {
        handler(e);
        return ValueTask.CompletedTask;
    });

    /// <summary>A text for the union of rooms (all, if there is none), without some, and perhaps without the sender.</summary>
    private sealed record Message(string Text, string[]? To, string[]? Except, bool ToOthers)
    {
        public SocketIoBroadcast Target(SocketIoNamespace everyone, SocketIoSocket sender)
        {
            var target = ToOthers ? sender.Broadcast : null;
            foreach (var room in To ?? [])
                target = target?.To(room) ?? everyone.To(room);
            foreach (var room in Except ?? [])
                target = target?.Except(room) ?? everyone.Except(room);
            return target ?? throw new InvalidOperationException("Nobody is meant.");
        }
    }
}
