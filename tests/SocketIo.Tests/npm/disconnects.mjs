// Why a connection ended, as the client sees it. What is printed first tells the test that it may act.
import { connected, lines, once, print, run, upgraded } from "./harness.mjs";

const reasonOf = async (socket) => (await once(socket, "disconnect"))[0];

const ready = async (options) => {
  const socket = await connected(undefined, "", { reconnection: false, ...options });
  await upgraded(socket);
  return socket;
};

await run({
  // Stays until the test has seen it leave: the packet must not end with the process.
  async byTheClient() {
    const socket = await ready();
    const reason = reasonOf(socket);
    socket.disconnect();
    print(await reason);
    await lines.next();
    return socket.connected;
  },

  // The test stops the server.
  async byTheServersEnd() {
    const socket = await ready();
    const reason = reasonOf(socket);
    print("ready");
    return await reason;
  },

  // The test's server never pings.
  async byTheHeartbeat() {
    return await reasonOf(await ready());
  },

  async byTooMuchData() {
    const socket = await ready();
    const reason = reasonOf(socket);
    socket.emit("echo", "x".repeat(100000));
    return await reason;
  },

  // One namespace goes, the other stays on the same connection.
  async ofOneNamespace() {
    const socket = await ready();
    const other = socket.io.socket("/custom", { auth: { token: "good" } });
    await once(other, "connect");
    const reason = reasonOf(other);
    other.emit("kick-me");
    return [await reason, await socket.emitWithAck("echo", "main"), socket.connected, other.active];
  },

  // After its server has let it go the client comes back only when it is told to.
  async andBackByHand() {
    const socket = await ready({ reconnection: true });
    const reason = reasonOf(socket);
    const first = socket.id;
    socket.emit("kick-me");
    const why = await reason;
    socket.connect();
    await once(socket, "connect");
    return [why, socket.id !== first, await socket.emitWithAck("echo", "again")];
  },

  // What was emitted while away is sent after the reconnection.
  async andBackWithWhatWasBuffered() {
    const socket = await ready({ reconnection: true });
    const reason = reasonOf(socket);
    socket.io.engine.close();
    const why = await reason;
    const answer = socket.emitWithAck("echo", "buffered");
    await once(socket, "connect");
    return [why, await answer];
  },
});
