// node jose-issuer.mjs <subject> <seconds since 1970>
// A sign-in of another system, made with jose: serves its key set, and prints its address and tokens as one line of JSON.
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

const [subject, now] = [process.argv[2], Number(process.argv[3])];
const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
const other = await generateKeyPair("RS256", { extractable: true });
const elliptic = await generateKeyPair("ES256", { extractable: true });
const padded = await generateKeyPair("PS256", { extractable: true });
const keys = [
  { ...(await exportJWK(elliptic.publicKey)), kid: "elliptic", use: "sig", alg: "ES256" },
  { ...(await exportJWK(publicKey)), kid: "rsa", use: "sig", alg: "RS256" },
  { ...(await exportJWK(padded.publicKey)), kid: "padded", use: "sig", alg: "PS256" },
];

const server = createServer((request, response) => {
  response.writeHead(request.url === "/.well-known/jwks.json" ? 200 : 404, { "Content-Type": "application/jwk-set+json" });
  response.end(JSON.stringify({ keys }));
});

server.listen(0, "127.0.0.1", async () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const token = ({ key = privateKey, alg = "RS256", kid = "rsa", audience = "matinee", issuer = url, from = now, lasts = 300 } = {}) =>
    new SignJWT({ azp: "https://player.example", sid: "sess_1", name: "Zoë 🎬" })
      .setProtectedHeader({ alg, kid, typ: "JWT" })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(from)
      .setNotBefore(from)
      .setExpirationTime(from + lasts)
      .sign(key);
  const tokens = {
    good: await token(),
    severalAudiences: await token({ audience: ["other", "matinee"] }),
    expired: await token({ from: now - 3600 }),
    notYet: await token({ from: now + 3600 }),
    otherAudience: await token({ audience: "other" }),
    otherIssuer: await token({ issuer: `${url}/` }),
    otherKey: await token({ key: other.privateKey }),
    unknownKey: await token({ key: other.privateKey, kid: "unknown" }),
    elliptic: await token({ key: elliptic.privateKey, alg: "ES256", kid: "elliptic" }),
    padded: await token({ key: padded.privateKey, alg: "PS256", kid: "padded" }),
    secret: await token({ key: new TextEncoder().encode(JSON.stringify(keys[1])), alg: "HS256" }),
  };
  console.log(JSON.stringify({ url, tokens }));
});

// The test ends this program; if it could not, nobody is left to listen.
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
