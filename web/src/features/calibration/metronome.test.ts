import { describe, expect, it } from 'vitest';
import { Metronome } from './metronome';

/** Asks every quarter of a second for what is due in the next 0.6 s, as the page does. */
function play(offset: (now: number) => number): number[] {
  const metronome = new Metronome(10);
  const sounds: number[] = [];
  for (let now = 9; now < 16; now += 0.25)
    sounds.push(...metronome.sounds(now, now + 0.6, offset(now)));
  return sounds;
}

describe('Metronome', () => {
  it('sounds when it flashes, once a second', () => {
    expect(play(() => 0)).toEqual([10, 11, 12, 13, 14, 15, 16]);
    const metronome = new Metronome(10);
    expect([9.99, 10, 10.08, 10.1, 10.99, 11, 12.05].map((at) => metronome.isLit(at))).toEqual([
      false,
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it.each([
    [150, 9.85],
    [500, 9.5],
    [-200, 10.2],
  ])('sounds %d ms before its flash', (ms, first) => {
    const sounds = play(() => ms);
    expect(sounds[0]).toBeCloseTo(first, 9);
    expect(sounds[4]).toBeCloseTo(first + 4, 9);
  });

  it('sounds once for each flash while the offset is moved, and never in the past', () => {
    const metronome = new Metronome(10);
    const heard: number[] = [];
    let random = 7;
    for (let now = 9; now < 40; now += 0.25) {
      random = (random * 16807) % 2147483647;
      for (const at of metronome.sounds(now, now + 0.6, (random % 701) - 200)) {
        expect(at).toBeGreaterThanOrEqual(now);
        heard.push(at);
      }
    }
    expect(heard.length).toBeLessThanOrEqual(31);
    expect(heard.length).toBeGreaterThan(15);
  });
});
