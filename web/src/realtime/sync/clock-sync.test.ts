import { describe, expect, it } from 'vitest';
import { ClockSync } from './clock-sync';
import { VirtualTimers } from './testing/virtual-timers';

interface Server {
  offset: number;
  delayMs: number;
  answers: boolean;
  asked: number[];
}

function arrange(): { timers: VirtualTimers; clock: ClockSync; server: Server } {
  const timers = new VirtualTimers();
  const server: Server = { offset: 5000, delayMs: 30, answers: true, asked: [] };
  const exchange = (t0: number): Promise<{ t1: number; t2: number }> => {
    server.asked.push(t0);
    const { delayMs, answers } = server;
    return new Promise((resolve) => {
      if (!answers) return;
      timers.after(delayMs, () => {
        const stamp = timers.now() + server.offset;
        timers.after(delayMs, () => resolve({ t1: stamp, t2: stamp }));
      });
    });
  };
  return { timers, server, clock: new ClockSync(exchange, { timers, random: () => 0.5 }) };
}

describe('ClockSync', () => {
  it('asks twelve times at 80 ms, every 2 s for half a minute, then every 10 s', async () => {
    const { timers, clock, server } = arrange();
    clock.start();
    await timers.advance(1500);
    expect(server.asked.length).toBe(12);
    await timers.advance(28_500);
    expect(server.asked.length).toBeGreaterThanOrEqual(25);
    expect(server.asked.length).toBeLessThanOrEqual(28);
    const before = server.asked.length;
    await timers.advance(60_000);
    expect(server.asked.length - before).toBeLessThanOrEqual(7);
    expect(server.asked.length - before).toBeGreaterThanOrEqual(5);
  });

  it('knows the time of the server and the round trip', async () => {
    const { timers, clock } = arrange();
    expect(clock.serverNow()).toBeNull();
    clock.start();
    await timers.advance(2000);
    expect(clock.serverNow()).toBeCloseTo(timers.now() + 5000, 0);
    expect(clock.roundTripMs).toBeCloseTo(60, 0);
  });

  it('bursts again when the page wakes', async () => {
    const { timers, clock, server } = arrange();
    clock.start();
    await timers.advance(60_000);
    const before = server.asked.length;
    timers.wake();
    await timers.advance(1200);
    expect(server.asked.length - before).toBe(12);
  });

  it('bursts again when the round trip jumps', async () => {
    const { timers, clock, server } = arrange();
    clock.start();
    await timers.advance(60_000);
    server.delayMs = 120;
    const before = server.asked.length;
    await timers.advance(35_000);
    expect(server.asked.length - before).toBeGreaterThan(12);
  });

  it('stops asking into a dead line after two late answers, and asks again later', async () => {
    const { timers, clock, server } = arrange();
    clock.start();
    await timers.advance(5000);
    server.answers = false;
    const before = server.asked.length;
    await timers.advance(9000);
    expect(server.asked.length - before).toBeLessThanOrEqual(3);
    server.answers = true;
    await timers.advance(40_000);
    expect(server.asked.length - before).toBeGreaterThan(3);
  });

  it('runs on along its line without a connection', async () => {
    const { timers, clock, server } = arrange();
    clock.start();
    await timers.advance(5000);
    server.answers = false;
    await timers.advance(600_000);
    expect(clock.serverNow()).toBeCloseTo(timers.now() + 5000, 0);
  });

  it('finds the clock of a restarted server', async () => {
    const { timers, clock, server } = arrange();
    clock.start();
    await timers.advance(60_000);
    server.offset = -90_000;
    await timers.advance(25_000);
    expect(clock.serverNow()).toBeCloseTo(timers.now() - 90_000, 0);
  });

  it('drops answers to questions asked before a restart', async () => {
    const { timers, clock, server } = arrange();
    clock.start();
    await timers.advance(1000);
    clock.restart();
    server.offset = 7000;
    expect(clock.serverNow()).toBeNull();
    await timers.advance(2000);
    expect(clock.serverNow()).toBeCloseTo(timers.now() + 7000, 0);
  });

  it('is silent after stop', async () => {
    const { timers, clock, server } = arrange();
    clock.start();
    await timers.advance(100);
    clock.stop();
    const before = server.asked.length;
    timers.wake();
    await timers.advance(60_000);
    expect(server.asked.length).toBe(before);
  });
});
