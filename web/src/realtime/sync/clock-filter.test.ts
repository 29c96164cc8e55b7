import { describe, expect, it } from 'vitest';
import { ClockFilter } from './clock-filter';
import type { ClockSample } from './clock-line';
import { pauseAfterBurst } from './clock-sync';
import { seededRandom } from './testing/random';

type Delay = (random: () => number) => number;

const wan: Delay = (random) => 40 + 40 * random();
const bad: Delay = (random) => 30 - 80 * Math.log(1 - random());
/** Asks as ClockSync does. */
function ask(filter: ClockFilter, untilMs: number, exchange: (t0: number) => ClockSample): void {
  for (let t = 0, asked = 0; t < untilMs; asked++) {
    filter.add(exchange(t));
    t += asked < 12 ? 80 : pauseAfterBurst(t, filter.uncertaintyMs);
  }
}

function exchangeAt(
  t0: number,
  offset: (local: number) => number,
  out: number,
  back: number,
): ClockSample {
  const t1 = t0 + out + offset(t0 + out);
  return { t0, t1, t2: t1, t3: t0 + out + back };
}

function errorsAfter(untilMs: number, delay: Delay, ppm = 0): number[] {
  const offset = (local: number): number => 1.7e12 + local * ppm * 1e-6;
  return Array.from({ length: 60 }, (_, seed) => {
    const random = seededRandom(seed);
    const filter = new ClockFilter();
    ask(filter, untilMs, (t0) => exchangeAt(t0, offset, delay(random), delay(random)));
    return Math.abs((filter.offsetAt(untilMs) ?? Number.NaN) - offset(untilMs));
  }).sort((a, b) => a - b);
}

const percentile = (sorted: number[], p: number): number =>
  sorted[Math.floor(sorted.length * p)] ?? Number.NaN;

describe('clock filter', () => {
  it('gives no time before four answers', () => {
    const filter = new ClockFilter();
    for (let i = 0; i < 3; i++) filter.add(exchangeAt(i * 80, () => 500, 5, 5));
    expect(filter.offsetAt(300)).toBeNull();
    filter.add(exchangeAt(300, () => 500, 5, 5));
    expect(filter.offsetAt(400)).toBeCloseTo(500, 1);
  });

  it('is within 5 ms after the first burst and 2.5 ms after half a minute at 60 ± 20 ms', () => {
    expect(percentile(errorsAfter(1100, wan), 0.9)).toBeLessThan(5);
    expect(percentile(errorsAfter(30_000, wan), 0.9)).toBeLessThan(2.5);
  });

  it('halves the error of exponential jitter of 80 ms many times over', () => {
    const errors = errorsAfter(30_000, bad);
    expect(percentile(errors, 0.5)).toBeLessThan(3);
    expect(percentile(errors, 0.9)).toBeLessThan(8);
  });

  it('learns a drift of 200 millionths on a steady path', () => {
    const steady: Delay = (random) => 10 + 2 * random();
    expect(percentile(errorsAfter(120_000, steady, 200), 0.9)).toBeLessThan(2);
  });

  it('follows 50 millionths under jitter', () => {
    expect(percentile(errorsAfter(300_000, wan, 50), 0.5)).toBeLessThan(4);
  });

  it('knows how uncertain it is', () => {
    for (const delay of [wan, bad]) {
      const inside = Array.from({ length: 100 }, (_, seed) => {
        const random = seededRandom(seed);
        const filter = new ClockFilter();
        ask(filter, 10_000, (t0) => exchangeAt(t0, () => 0, delay(random), delay(random)));
        expect(filter.uncertaintyMs).toBeLessThan(6);
        return Math.abs(filter.offsetAt(10_000) ?? 99) < 2 * filter.uncertaintyMs;
      });
      expect(inside.filter(Boolean).length).toBeGreaterThan(75);
    }
    expect(new ClockFilter().uncertaintyMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('uses each direction by itself: late answers one way do not spoil the other', () => {
    const filter = new ClockFilter();
    for (let i = 0; i < 12; i++)
      filter.add(exchangeAt(i * 80, () => 0, i === 3 ? 20 : 90, i === 8 ? 20 : 90));
    expect(Math.abs(filter.offsetAt(1100) ?? 99)).toBeLessThan(0.5);
  });

  it('carries half of a constant asymmetry, which no exchange can reveal', () => {
    const filter = new ClockFilter();
    for (let i = 0; i < 12; i++) filter.add(exchangeAt(i * 80, () => 0, 30, 10));
    expect(filter.offsetAt(1100)).toBeCloseTo(10, 0);
  });

  it('starts over when two answers in a row contradict the clock', () => {
    const filter = new ClockFilter();
    for (let i = 0; i < 12; i++) filter.add(exchangeAt(i * 80, () => 0, 10, 10));
    const moved = (): number => 5000;
    expect(filter.add(exchangeAt(2000, moved, 10, 10))).toBe('suspect');
    expect(filter.add(exchangeAt(2100, moved, 10, 10))).toBe('reset');
    for (let i = 0; i < 3; i++) filter.add(exchangeAt(2200 + i * 80, moved, 10, 10));
    expect(filter.offsetAt(2500)).toBeCloseTo(5000, 0);
  });

  it('keeps its clock after one impossible answer', () => {
    const filter = new ClockFilter();
    for (let i = 0; i < 12; i++) filter.add(exchangeAt(i * 80, () => 0, 10, 10));
    filter.add(exchangeAt(2000, () => -5000, 10, 10));
    expect(filter.add(exchangeAt(4000, () => 0, 10, 10))).toBe('accepted');
    expect(filter.offsetAt(4100)).toBeCloseTo(0, 0);
  });

  it('takes a longer path for a delay, not for another clock', () => {
    const filter = new ClockFilter();
    for (let i = 0; i < 12; i++) filter.add(exchangeAt(i * 80, () => 0, 10, 10));
    for (let i = 0; i < 20; i++) {
      expect(filter.add(exchangeAt(2000 + i * 2000, () => 0, 150, 90))).toBe('accepted');
    }
    expect(Math.abs(filter.offsetAt(42_000) ?? 99)).toBeLessThan(3);
  });

  it('never jumps once playing: a better estimate is glided to', () => {
    const filter = new ClockFilter();
    for (let i = 0; i < 12; i++) filter.add(exchangeAt(i * 80, () => 0, 80, 40));
    for (let i = 0; i < 5; i++) filter.add(exchangeAt(3000 + i * 500, () => 0, 80, 40));
    const before = filter.offsetAt(6130) ?? Number.NaN;
    filter.add(exchangeAt(6050, () => 0, 40, 40));
    expect(filter.offsetAt(6130)).toBeCloseTo(before, 1);
    expect(Math.abs(filter.offsetAt(14_000) ?? 99)).toBeLessThan(4);
  });

  it.each([
    { t0: 0, t1: Number.NaN, t2: 0, t3: 5 },
    { t0: 10, t1: 0, t2: 0, t3: 5 },
    { t0: 0, t1: 5, t2: 0, t3: 5 },
    { t0: 0, t1: 0, t2: 90, t3: 5 },
    { t0: 0, t1: 0, t2: 0, t3: 60_000 },
  ])('rejects the implausible %o', (sample) => {
    expect(new ClockFilter().add(sample)).toBe('rejected');
  });
});
