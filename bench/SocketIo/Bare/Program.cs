using System.Net;
using System.Net.Sockets;
using Matinee.SocketIo.Bare;

// The least that a server on .NET does for a delivery: one send of ready bytes for each member. No framework and no event
// loop; a member that only listens is never read from.
using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
listener.Listen(4096);
Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);

var rooms = new Rooms();
while (true)
{
    var socket = listener.Accept();
    socket.NoDelay = true;
    if (Handshake.Accept(socket) is not { } request)
    {
        socket.Dispose();
        continue;
    }

    var room = rooms.Enter(request.Room, socket);
    // The one member that speaks has a thread, blocked in its read between the events.
    if (request.Publishes) new Thread(() => rooms.Relay(request.Room, room, socket), 64 * 1024) { IsBackground = true }.Start();
}
