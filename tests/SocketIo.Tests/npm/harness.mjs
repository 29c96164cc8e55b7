// What all scenarios share. A file of scenarios is run as: node <file> <url> <transports, comma-separated> <scenario>
// It prints one JSON value; it exits with 1 when the scenario fails.
import { io } from "socket.io-client";
import { createInterface } from "node:readline";

const [url, names, name] = process.argv.slice(2);

export const transports = names.split(",");

export const open = (auth = { token: "good" }, path = "", options = {}) =>
  io(url + path, { transports, auth, forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 100, ...options });

export const once = (emitter, event) =>
  new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));

export async function connected(auth, path, options) {
  const socket = open(auth, path, options);
  await once(socket, "connect");
  return socket;
}

/** The transport's name, once the client has the best one that it may use. */
export const upgraded = async (socket) => {
  const engine = socket.io.engine;
  if (names !== "websocket" && transports.includes("websocket") && engine.transport.name !== "websocket")
    await once(engine, "upgrade");
  return engine.transport.name;
};

/** What the test writes, line by line. */
export const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export const print = (value) => console.log(JSON.stringify(value));

export async function run(scenarios) {
  const limit = setTimeout(() => {
    console.error(`${name}: not in time`);
    process.exit(1);
  }, 20000);

  print(await scenarios[name]());
  clearTimeout(limit);
  process.exit(0);
}
