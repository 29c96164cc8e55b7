// Plain ws: the text of the publisher goes to every member as it came.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const http = createServer();
const server = new WebSocketServer({ server: http });
const rooms = new Map();

server.on("connection", (socket, request) => {
  const room = new URL(request.url, "http://localhost").searchParams.get("room");
  if (!rooms.has(room)) rooms.set(room, new Set());
  const members = rooms.get(room);
  members.add(socket);
  socket.on("message", (data) => {
    const text = data.toString();
    for (const member of members) member.send(text);
  });
  socket.on("close", () => {
    members.delete(socket);
    if (members.size === 0 && rooms.get(room) === members) rooms.delete(room);
  });
});

http.listen(0, "127.0.0.1", 4096, () => console.log(http.address().port));
