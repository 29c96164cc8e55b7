using Matinee.SocketIo;

var app = WebApplication.CreateBuilder(args).Build();
var io = app.MapSocketIo("/socket.io/", new SocketIoOptions { AllowedOrigins = ["https://app.example.org"] });
var chat = io.Of("/");

chat.Use((socket, ct) => ValueTask.FromResult(
    socket.Handshake.Auth.TryGetProperty("name", out var name)
        ? null
        : new ConnectError("Who are you?", new { code = 401 })));      // the client's connect_error

chat.OnConnection(socket =>
{
    socket.On("join", e =>
    {
        socket.Join(e.Args.Get<string>(0) ?? "lobby");
        e.Ack("welcome");                                              // the client's callback
        return ValueTask.CompletedTask;
    });
    socket.On("say", e =>
    {
        socket.To("lobby").Emit("said", socket.Id, e.Args[0]);         // everyone in the room but the sender
        return ValueTask.CompletedTask;
    });
    socket.OnImmediate("clock", e => e.Ack(e.ReceivedTimestamp));      // ahead of queued events, on the reading loop
    socket.OnDisconnect(reason => ValueTask.CompletedTask);            // reason.ToWire() == "transport close", …
    return ValueTask.CompletedTask;
});

app.Run();
