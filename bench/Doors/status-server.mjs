// The design that today's servers of the player status API use: Node's HTTP server, JSON in and out, a Map.
import { createServer } from 'node:http';

const statuses = new Map();
const lifetime = 60_000;

const send = (response, status, value) => {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Access-Control-Allow-Origin': '*',
  });
  response.end(body);
};

const report = (request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    let body;
    try {
      body = JSON.parse(Buffer.concat(chunks).toString());
    } catch {
      return send(response, 400, { error: true, statusCode: 400, message: 'Invalid JSON' });
    }
    if (!body.userId || !body.roomCode) return send(response, 400, { error: true, statusCode: 400, message: 'Missing userId or roomCode' });
    const content = body.content ?? {};
    const player = body.player ?? {};
    const status = {
      userId: body.userId,
      roomCode: body.roomCode,
      isHost: body.isHost || false,
      content: {
        title: content.title || 'Unknown',
        type: content.type || 'Unknown',
        tmdbId: content.tmdbId ?? null,
        seasonNumber: content.seasonNumber ?? null,
        episodeNumber: content.episodeNumber ?? null,
      },
      player: {
        isPlaying: player.isPlaying || false,
        isPaused: player.isPaused || false,
        isLoading: player.isLoading || false,
        hasPlayedOnce: player.hasPlayedOnce || false,
        time: player.time || 0,
        duration: player.duration || 0,
        volume: player.volume || 0,
        playbackRate: player.playbackRate || 1,
        buffered: player.buffered || 0,
      },
      timestamp: Date.now(),
    };
    let room = statuses.get(status.roomCode);
    if (!room) statuses.set(status.roomCode, (room = new Map()));
    const kept = (room.get(status.userId) ?? []).filter((one) => status.timestamp - one.timestamp < lifetime);
    kept.push(status);
    room.set(status.userId, kept.slice(-5));
    send(response, 200, { success: true, timestamp: status.timestamp });
  });
};

const show = (url, response) => {
  const roomCode = url.searchParams.get('roomCode');
  const userId = url.searchParams.get('userId');
  if (!roomCode) return send(response, 400, { error: true, statusCode: 400, message: 'roomCode is required' });
  const now = Date.now();
  const room = statuses.get(roomCode) ?? new Map();
  const fresh = (list) => list.filter((one) => now - one.timestamp < lifetime);
  if (userId) return send(response, 200, { userId, roomCode, statuses: fresh(room.get(userId) ?? []) });
  const users = {};
  for (const [user, list] of room) {
    const kept = fresh(list);
    if (kept.length > 0) users[user] = kept;
  }
  send(response, 200, { roomCode, users });
};

createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname !== '/api/player/status') return send(response, 404, { error: true, statusCode: 404 });
  if (request.method === 'POST') report(request, response);
  else show(url, response);
}).listen(Number(process.argv[2]), '127.0.0.1');
