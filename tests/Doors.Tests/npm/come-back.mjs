// node come-back.mjs <url> <token> <party code>
// Sits in a party and prints each message that it hears; tells when it is gone and when it is back.
import { io } from "socket.io-client";

const [url, token, partyCode] = process.argv.slice(2);
const say = (line) => console.log(JSON.stringify(line));

const socket = io(url, { auth: { token }, transports: ["websocket"], reconnectionDelay: 50, reconnectionDelayMax: 100 });
socket.on("party:message", ({ message }) => say(message));
socket.on("party:joined", ({ members }) => say({ joined: members.length }));
socket.on("disconnect", (reason) => {
  console.error(reason);
  say("(gone)");
});
socket.once("connect", async () => {
  await socket.timeout(15000).emitWithAck("party:join", { partyCode });
  socket.on("connect", async () => {
    say({ recovered: socket.recovered });
    const answer = await socket.timeout(15000).emitWithAck("party:message", { message: "I am back" }).catch((error) => ({ failed: `${error}` }));
    if (!answer.ok) say(answer);
  });
});
setTimeout(() => process.exit(1), 60000);
