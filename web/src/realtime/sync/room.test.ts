import { describe, expect, it } from 'vitest';
import { jittery, lossy, spread } from './testing/network';
import { seededRandom } from './testing/random';
import { type Network, Room, type RoomViewer, type ViewerOptions } from './testing/room';

type Random = () => number;

const lan = (random: Random): Network => both(() => spread(1, 0.5, random));
const near = (random: Random): Network => both(() => jittery(10, 3, random));
const far = (random: Random): Network => both(() => jittery(60, 20, random));
const fair = (random: Random): Network => both(() => jittery(20, 10, random));
const bad = (random: Random): Network => both(() => jittery(150, 80, random));
const broken = (random: Random): Network =>
  both(() => lossy(jittery(60, 20, random), 0.02, 250, random));

const both = (delay: () => () => number): Network => ({ up: delay(), down: delay() });

function anyNetwork(random: Random): Network {
  const base = 1 + random() * 120;
  const mean = 0.3 + random() * 60;
  const loss = random() < 0.3 ? 0.02 : 0;
  return both(() => lossy(jittery(base, mean, random), loss, 200 + 2 * base, random));
}

function anyDevice(random: Random): ViewerOptions {
  const cold = 60 + random() * 60;
  const load = 5 + random() * 250;
  return {
    random,
    clockPpm: (random() - 0.5) * 100,
    model: {
      coldMs: () => cold + (random() - 0.5) * 20,
      seekMs: () => load * (0.8 + 0.4 * random()),
      rateMs: 70 + random() * 15,
    },
  };
}

async function playing(room: Room): Promise<void> {
  for (const viewer of room.viewers) viewer.video.load();
  room.command({ timestamp: 5 });
  await room.advance(3000);
  room.command({ timestamp: 5, isPlaying: true }, 600);
  await room.advance(2100);
}

/** Largest distance of two films at the same moments, ms, sorted. */
async function skews(room: Room, forMs: number): Promise<number[]> {
  const seen: number[] = [];
  for (let t = 0; t < forMs; t += 50) {
    await room.advance(50);
    const errors = room.viewers.map((viewer) => viewer.errorMs);
    seen.push(Math.max(...errors) - Math.min(...errors));
  }
  return seen.sort((a, b) => a - b);
}

const quantile = (sorted: number[], q: number): number =>
  sorted[Math.floor((sorted.length - 1) * q)] ?? Number.NaN;

function work(viewer: RoomViewer): { seeks: number; rates: number } {
  const { seek, rate } = viewer.video.calls;
  return { seeks: seek, rates: rate };
}

describe('two viewers', () => {
  it.each([
    ['LAN', lan, lan, 0, 5],
    ['WAN', near, far, 0, 5],
    ['loss', near, broken, 0, 5],
    ['a bad network', fair, bad, 0, 15],
    ['clocks 200 millionths apart', near, far, 200, 6],
  ] as const)('stay together on %s', async (_, one, other, clockPpm, mostMs) => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = seededRandom(seed);
      const room = new Room();
      room.enter(one(random), { ...anyDevice(random), clockPpm });
      room.enter(other(random), anyDevice(random));
      await playing(room);
      const before = room.viewers.map((viewer) => work(viewer).seeks);
      expect(quantile(await skews(room, 10_000), 0.95)).toBeLessThan(mostMs);
      expect(room.viewers.map((viewer) => work(viewer).seeks)).toEqual(before);
    }
  });

  it('cannot know which way of a path is the longer one', async () => {
    const random = seededRandom(1);
    const room = new Room();
    const one = room.enter(lan(random));
    const other = room.enter({ up: spread(20, 0.5, random), down: spread(60, 0.5, random) });
    await playing(room);
    await room.advance(5000);
    expect(one.errorMs - other.errorMs).toBeGreaterThan(17);
    expect(one.errorMs - other.errorMs).toBeLessThan(23);
  });
});

describe('any room', () => {
  // A nudge is two changes of the rate.
  it.each([
    ['in its first half minute', 10_000, 10, 10],
    ['later', 60_000, 6, 6],
  ])('is together %s, and hardly anything is corrected', async (_, after, mostMs, mostRates) => {
    for (let seed = 1; seed <= 16; seed++) {
      const random = seededRandom(1000 + seed);
      const room = new Room();
      const count = 2 + Math.floor(random() * 4);
      for (let i = 0; i < count; i++) room.enter(anyNetwork(random), anyDevice(random));
      await playing(room);
      await room.advance(after);
      const before = room.viewers.map(work);
      expect(quantile(await skews(room, 20_000), 0.95)).toBeLessThan(mostMs);
      for (const [i, viewer] of room.viewers.entries()) {
        expect(work(viewer).seeks).toBe(before[i]?.seeks);
        expect(work(viewer).rates - (before[i]?.rates ?? 0)).toBeLessThanOrEqual(mostRates);
      }
    }
  });

  it('recovers from stalls of up to 300 ms within four seconds, without a seek', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(2000 + seed);
      const room = new Room();
      room.enter(near(random), anyDevice(random));
      const stalled = room.enter(far(random), anyDevice(random));
      await playing(room);
      await room.advance(3000);
      const { seeks } = work(stalled);
      stalled.video.starve();
      await room.advance(100 + random() * 110);
      stalled.video.feed();
      await room.advance(4000);
      expect(quantile(await skews(room, 2000), 0.95)).toBeLessThan(20);
      expect(work(stalled).seeks).toBe(seeks);
    }
  });

  it('follows storms of commands to the last of them', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(3000 + seed);
      const room = new Room();
      for (let i = 0; i < 3; i++) room.enter(anyNetwork(random), anyDevice(random));
      await playing(room);
      for (let i = 0; i < 25; i++) {
        const timestamp = random() < 0.4 ? random() * 500 : room.position;
        room.command({ timestamp, isPlaying: random() < 0.5 }, random() < 0.5 ? 0 : 400);
        await room.advance(random() * 400);
      }
      const stand = random() * 500;
      room.command({ timestamp: stand });
      await room.advance(2500);
      for (const viewer of room.viewers) expect(viewer.video.currentTime).toBe(stand);
      room.command({ timestamp: stand, isPlaying: true }, 600);
      await room.advance(600 + 2500);
      expect(quantile(await skews(room, 3000), 0.95)).toBeLessThan(15);
    }
  });

  it('takes a viewer in the middle of the film to the others within 1.5 s of its data', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(4000 + seed);
      const room = new Room();
      room.enter(near(random), anyDevice(random));
      await playing(room);
      const late = room.enter(far(random), anyDevice(random));
      await room.advance(1500);
      late.video.load();
      await room.advance(1500 + 350);
      expect(quantile(await skews(room, 3000), 0.95)).toBeLessThan(20);
    }
  });
});

describe('a room that waits for nobody', () => {
  it('lets who fell behind see everything, faster, until both are together', async () => {
    const random = seededRandom(5);
    const room = new Room();
    room.enter(near(random), anyDevice(random));
    const late = room.enter(far(random), anyDevice(random));
    late.player.setLagPolicy('catch-up');
    await playing(room);
    const { seeks } = work(late);
    late.video.starve();
    await room.advance(4000);
    late.video.feed();
    await room.advance(1500);
    expect(late.behindMs).toBeGreaterThan(2500);
    expect(late.video.playbackRate).toBe(1.25);
    expect(late.video.preservesPitch).toBe(true);
    await room.advance(30_000);
    expect(late.behindMs).toBeNull();
    expect(late.video.preservesPitch).toBe(false);
    expect(quantile(await skews(room, 2000), 0.95)).toBeLessThan(5);
    expect(work(late).seeks).toBe(seeks);
  });

  it('takes who asks for it to the others at once', async () => {
    const random = seededRandom(6);
    const room = new Room();
    room.enter(near(random), anyDevice(random));
    const late = room.enter(far(random));
    late.player.setLagPolicy('catch-up');
    await playing(room);
    late.video.starve();
    await room.advance(6000);
    late.video.feed();
    await room.advance(700);
    const { seeks } = work(late);
    late.player.catchUp();
    await room.advance(2000);
    expect(quantile(await skews(room, 2000), 0.95)).toBeLessThan(20);
    expect(work(late).seeks).toBe(seeks + 1);
    expect(late.behindMs).toBeNull();
  });
});
