// node come-back.mjs <url> <token> <party code>
// Sits in a party and prints each message that it hears; tells when it is gone and when it is back.
import { io } from "socket.io-client";

const [url, token, partyCode] = process.argv.slice(2);
const say = (line) => console.log(JSON.stringify(line));

const socket = io(url, { auth: { token }, transports: ["websocket"], reconnectionDelay: 50, reconnectionDelayMax: 100 });
socket.on("party:message", ({ message }) => say(message));
socket.on("disconnect", (reason) => {
  console.error(reason);
  say("(gone)");
});
socket.once("connect", async () => {
  const { members } = await socket.timeout(15000).emitWithAck("party:join", { partyCode });
  socket.on("party:joined", (again) => say({ joined: again.members.length }));
  socket.on("connect", async () => {
    say({ recovered: socket.recovered });
    const answer = await socket.timeout(15000).emitWithAck("party:message", { message: "I am back" }).catch((error) => ({ failed: `${error}` }));
    if (!answer.ok) say(answer);
  });
  // Only now may the test cut the line: the event comes before the acknowledgement.
  say({ joined: members.length });
});
setTimeout(() => process.exit(1), 60000);
