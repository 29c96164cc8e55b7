// What every client does: connect, send, receive, leave.
import { connected, lines, once, open, print, run, upgraded } from "./harness.mjs";

await run({
  async connect() {
    const socket = await connected();
    return { transport: await upgraded(socket), sid: typeof socket.id };
  },

  async refused() {
    const socket = open({ token: "bad" });
    const [error] = await once(socket, "connect_error");
    return { message: error.message, data: error.data, connected: socket.connected };
  },

  async unknownNamespace() {
    const [error] = await once(open(undefined, "/nowhere"), "connect_error");
    return error.message;
  },

  async events() {
    const socket = await connected();
    socket.emit("echo", 1, "two 😀", { three: [true, null] });
    const first = await once(socket, "echo");
    await upgraded(socket);
    socket.emit("echo", "after");
    return [first, await once(socket, "echo")];
  },

  async order() {
    const socket = await connected();
    const seen = [];
    const done = new Promise((resolve) =>
      socket.on("echo", (n) => {
        seen.push(n);
        if (seen.length === 200) resolve();
      }),
    );
    for (let i = 0; i < 200; i++) {
      socket.emit("echo", i);
      if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
    return seen.every((n, i) => n === i);
  },

  async acks() {
    const socket = await connected();
    const answer = await socket.timeout(10000).emitWithAck("echo", { a: 1 });
    socket.on("question", (text, reply) => reply(text.toUpperCase(), 2));
    socket.emit("ask-me");
    return [answer, await once(socket, "answered")];
  },

  async binary() {
    const socket = await connected();
    socket.emit("echo", Buffer.from([1, 2, 3]), "x", new Uint8Array(0));
    const [bytes, text, empty] = await once(socket, "echo");
    const ack = await socket.emitWithAck("echo", Buffer.alloc(70000, 7));
    return [[...new Uint8Array(bytes)], text, empty.byteLength ?? empty.length, ack.byteLength ?? ack.length];
  },

  async rooms() {
    const [ana, ben, cleo] = await Promise.all([connected(), connected(), connected()]);
    await ana.emitWithAck("join", "red");
    await ben.emitWithAck("join", "red");
    const seen = { ana: [], ben: [], cleo: [] };
    for (const [who, socket] of Object.entries({ ana, ben, cleo }))
      socket.on("said", (text) => seen[who].push(text));
    const ends = [ana, ben, cleo].map((socket) => once(socket, "end"));
    ana.emit("say", "red", "hello");
    await Promise.all(ends);
    return seen;
  },

  async namespaces() {
    const socket = await connected();
    const other = socket.io.socket("/custom", { auth: { token: "good" } });
    await once(other, "connect");
    const reply = await other.emitWithAck("echo", "custom");
    other.disconnect();
    return [reply, await socket.emitWithAck("echo", "main"), socket.connected];
  },

  async kicked() {
    const socket = await connected();
    await upgraded(socket);
    socket.emit("kick-me");
    const [reason] = await once(socket, "disconnect");
    return { reason, active: socket.active };
  },

  async closed() {
    const socket = await connected();
    await upgraded(socket);
    socket.emit("close-me");
    const [reason] = await once(socket, "disconnect");
    return reason;
  },

  // The test restarts the server when it reads "ready".
  async restart() {
    const socket = await connected();
    await upgraded(socket);
    const reason = once(socket, "disconnect");
    print("ready");
    const [why] = await reason;
    print(why);
    await once(socket, "connect");
    return await socket.emitWithAck("echo", "back");
  },

  // The test cuts the line when it reads "five" and mends it later.
  async recover() {
    const socket = await connected();
    await upgraded(socket);
    const id = socket.id;
    const seen = [];
    const reached = (count) =>
      new Promise((resolve) => {
        const look = () => seen.length >= count && (socket.off("tick", look), resolve());
        socket.on("tick", look);
      });
    socket.on("tick", (n) => seen.push(n));
    console.log(JSON.stringify("ready"));
    await reached(5);
    const gone = once(socket, "disconnect");
    const back = once(socket, "connect");
    console.log(JSON.stringify("five"));
    await gone;
    console.log(JSON.stringify("gone"));
    await back;
    const all = reached(20);
    console.log(JSON.stringify({ recovered: socket.recovered, sameId: socket.id === id }));
    await all;
    return seen;
  },

  // Stays until the test closes standard input; answers heartbeats meanwhile.
  async stay() {
    const socket = await connected();
    await upgraded(socket);
    const reason = once(socket, "disconnect");
    print("ready");
    const ended = await Promise.race([reason, lines.next().then(() => ["still here"])]);
    return ended[0];
  },
});
