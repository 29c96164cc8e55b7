using Matinee.SocketIo;

// Matinee.SocketIo with all its layers, on a host like src/Server's: Kestrel on plain TCP, warnings only.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Services.AddSingleton(TimeProvider.System);
var app = builder.Build();
app.UseRouting();

var io = app.MapSocketIo("/socket.io/").Of("/");
io.OnConnection(socket =>
{
    var room = socket.Handshake.Query["room"].ToString();
    if (room.Length > 0) socket.Join(room);
    socket.On("event", e =>
    {
        io.To(room).Emit("event", e.Args[0]);
        return ValueTask.CompletedTask;
    });
    return ValueTask.CompletedTask;
});

await app.StartAsync();
Console.WriteLine(new Uri(app.Urls.First()).Port);
await app.WaitForShutdownAsync();
