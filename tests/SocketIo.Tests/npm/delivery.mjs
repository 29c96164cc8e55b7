// Binary, acknowledgements with time-outs, volatile events, and who in which room gets what.
import { connected, once, run, transports, upgraded } from "./harness.mjs";

const bytes = (value) => [...new Uint8Array(value.buffer ?? value, value.byteOffset ?? 0, value.byteLength)];

await run({
  async binaryOfTheServer() {
    const socket = await connected();
    await upgraded(socket);
    const files = once(socket, "files");
    socket.emit("send-files");
    const [first, text, second] = await files;
    return [bytes(first), text, bytes(second)];
  },

  async binaryInsideObjects() {
    const socket = await connected();
    return await socket.emitWithAck("measure", { file: Buffer.from([1, 2, 3]), more: [{ part: new Uint8Array(5) }] }, Buffer.alloc(70000));
  },

  async binaryAnswers() {
    const socket = await connected();
    socket.on("give", (file, reply) => reply(Buffer.from([...bytes(file), 9])));
    const given = once(socket, "given");
    socket.emit("ask-for-binary");
    const [answer] = await given;
    return bytes(answer);
  },

  async clientTimeout() {
    const socket = await connected();
    const failure = await socket.timeout(50).emitWithAck("silent").catch((error) => error.message);
    return [failure, await socket.timeout(10000).emitWithAck("echo", "still here")];
  },

  async serverTimeout() {
    const socket = await connected();
    let late;
    socket.on("question", (_, reply) => (late = reply));
    const gaveUp = once(socket, "gave-up");
    socket.emit("ask-in-vain");
    const [message] = await gaveUp;
    late("too late");
    return [message, await socket.emitWithAck("echo", "still here")];
  },

  async ackOfALostConnection() {
    const socket = await connected(undefined, "", { reconnection: false });
    await upgraded(socket);
    const answer = socket.timeout(10000).emitWithAck("silent").catch((error) => error.message);
    socket.emit("close-me");
    return await answer;
  },

  async volatile() {
    const socket = await connected();
    await upgraded(socket);
    const seen = [];
    socket.on("tick", (number) => seen.push(number));
    const end = once(socket, "end");
    socket.emit("tick-fast", 50);
    await end;
    socket.volatile.emit("ignored");
    const ascending = seen.every((number, i) => i === 0 || number > seen[i - 1]);
    return [ascending, seen.length > 0 || !transports.includes("websocket"), seen.every((number) => number >= 0 && number < 50)];
  },

  async rooms() {
    const names = ["ana", "ben", "cleo", "dan"];
    const sockets = await Promise.all(names.map(() => connected()));
    const [ana, ben, cleo, dan] = sockets;
    const join = (socket, ...rooms) => socket.emitWithAck("join", ...rooms);
    await Promise.all([join(ana, "red"), join(ben, "red", "blue"), join(cleo, "blue"), join(dan, "green")]);
    const seen = Object.fromEntries(names.map((name) => [name, []]));
    const ends = sockets.map((socket) => once(socket, "end"));
    sockets.forEach((socket, i) => socket.on("said", (text) => seen[names[i]].push(text)));
    await ana.emitWithAck("send", { to: ["red", "blue"], text: "union" });
    await ana.emitWithAck("send", { to: ["red", "blue"], except: ["blue"], text: "red only" });
    await ana.emitWithAck("send", { except: [ben.id], text: "all but ben" });
    await ana.emitWithAck("send", { to: ["blue"], toOthers: true, text: "blue" });
    await ben.emitWithAck("send", { to: ["blue"], toOthers: true, text: "from ben" });
    await cleo.emitWithAck("leave", "blue");
    await ana.emitWithAck("send", { to: [dan.id, "blue"], text: "dan by id" });
    ana.emit("end-all");
    await Promise.all(ends);
    return seen;
  },
});
