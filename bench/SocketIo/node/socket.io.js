// socket.io with its default options.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http);

io.on("connection", (socket) => {
  const { room } = socket.handshake.query;
  if (room) socket.join(room);
  socket.on("event", (value) => io.to(room).emit("event", value));
});

http.listen(0, "127.0.0.1", 4096, () => console.log(http.address().port));
