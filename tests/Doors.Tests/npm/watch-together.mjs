// node watch-together.mjs <url> <host's token> <host's profile> <member's token> <content> <transports> <with|without acknowledgements>
// The document's own example, call by call, with two people. Prints "done", or fails with what went wrong.
import assert from "node:assert/strict";
import { io } from "socket.io-client";

const [url, hostToken, hostProfile, memberToken, contentId, transports, acknowledgements] = process.argv.slice(2);

// Events are kept from the start, so that none is missed between two awaits.
function connect(auth) {
  const socket = io(url, { auth, transports: transports.split(","), forceNew: true });
  const heard = [];
  const waiting = [];
  socket.onAny((name, data) => {
    const index = waiting.findIndex((one) => one.name === name);
    if (index >= 0) waiting.splice(index, 1)[0].resolve(data);
    else heard.push({ name, data });
  });
  const hear = (name) => {
    const index = heard.findIndex((one) => one.name === name);
    if (index >= 0) return heard.splice(index, 1)[0].data;
    return new Promise((resolve, reject) => {
      waiting.push({ name, resolve });
      setTimeout(() => reject(new Error(`no ${name}; heard ${heard.map((one) => one.name)}`)), 15000).unref();
    });
  };
  const send = async (...args) => {
    if (acknowledgements === "without") return void socket.emit(...args);
    const answer = await socket.timeout(15000).emitWithAck(...args);
    assert.equal(answer.ok, true, `${args[0]}: ${JSON.stringify(answer)}`);
  };
  return new Promise((resolve, reject) => {
    socket.on("connect", () => resolve({ socket, hear, send }));
    socket.on("connect_error", reject);
  });
}

const refused = await connect({ token: "bad" }).catch((error) => error);
assert.equal(refused.data?.type, "authentication");

const host = await connect({ token: hostToken, profileId: hostProfile });
const member = await connect({ token: memberToken });

await host.send("party:create", { contentId, maxMembers: 10, isPublic: false });
const created = await host.hear("party:created");
assert.equal(created.party.content.id, contentId);
assert.match(created.partyCode, /^[A-Z0-9]{6}$/);
assert.ok(created.inviteUrl.endsWith(created.partyCode));

await member.send("party:join", { partyCode: created.partyCode });
const joined = await member.hear("party:joined");
assert.equal(joined.party.id, created.party.id);
assert.equal(joined.members.length, 2);
const news = await host.hear("party:member_joined");
assert.equal(news.memberCount, 2);
assert.equal(news.member.role, "MEMBER");

await host.send("party:start");
assert.equal((await member.hear("party:started")).timestamp, 0);
await host.send("party:play", { timestamp: 1234.56 });
assert.equal((await member.hear("party:play")).timestamp, 1234.56);
await host.send("party:pause", { timestamp: 1234.56 });
assert.equal((await member.hear("party:pause")).timestamp, 1234.56);
await host.send("party:seek", { timestamp: 1800.0, wasPlaying: true });
const sought = await member.hear("party:seek");
assert.deepEqual([sought.timestamp, sought.wasPlaying], [1800, true]);

await member.send("party:sync_request");
const sync = await member.hear("party:sync");
assert.equal(sync.isPlaying, true);
assert.ok(sync.timestamp >= 1800);

await member.send("party:message", { message: "This scene is amazing!", timestamp: 1234.56 });
for (const person of [host, member]) {
  const message = await person.hear("party:message");
  assert.deepEqual([message.message, message.timestamp, message.videoTimestamp], ["This scene is amazing!", 1234.56, 1234.56]);
  assert.equal(message.user.profileId, joined.members[1].profileId);
  assert.ok(!Number.isNaN(Date.parse(message.createdAt)));
}

await member.send("party:reaction", { emoji: "😂", timestamp: 1234.56, position: { x: 0.5, y: 0.3 } });
for (const person of [host, member]) {
  const reaction = await person.hear("party:reaction");
  assert.deepEqual([reaction.emoji, reaction.position, reaction.videoTimestamp], ["😂", { x: 0.5, y: 0.3 }, 1234.56]);
}

await member.send("party:typing", { isTyping: true });
assert.equal((await host.hear("party:typing")).isTyping, true);
await member.send("party:heartbeat", { timestamp: 1234.56, isPlaying: true, quality: "HD" });
assert.match((await member.hear("party:connection_quality")).quality, /^(good|fair|poor)$/);

member.socket.emit("party:play", { timestamp: 1 });
assert.equal((await member.hear("party:error")).type, "not_host");
member.socket.emit("party:leave");
assert.equal((await host.hear("party:member_left")).memberCount, 1);
host.socket.emit("party:leave");
console.log("done");
process.exit(0);
