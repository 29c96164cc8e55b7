// Resume progress as a small Node server with Redis: SET with an expiry, GET.
import { createServer } from 'node:http';
import { createClient } from 'redis';

const redis = createClient({ url: `redis://127.0.0.1:${process.argv[3]}` });
await redis.connect();

const send = (response, status, value) => {
  const body = value === undefined ? '' : JSON.stringify(value);
  response.writeHead(status, value === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
};

createServer((request, response) => {
  if (request.method === 'POST') {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      try {
        const { clerkId, tmdbId, currentTime } = JSON.parse(Buffer.concat(chunks).toString());
        if (typeof clerkId !== 'string' || typeof tmdbId !== 'string' || typeof currentTime !== 'number') return send(response, 400, { error: 'Validation failed' });
        const value = JSON.stringify({ currentTime, updatedAt: new Date().toISOString() });
        await redis.set(`resume:${clerkId}:${tmdbId}`, value, { EX: 30 * 86400 });
        send(response, 204);
      } catch (error) {
        send(response, 500, { error: String(error) });
      }
    });
  } else {
    const [, , , clerkId, tmdbId] = request.url.split('/').map(decodeURIComponent);
    redis.get(`resume:${clerkId}:${tmdbId}`).then((value) => (value ? send(response, 200, JSON.parse(value)) : send(response, 404, { error: 'Progress not found' })));
  }
}).listen(Number(process.argv[2]), '127.0.0.1');
