import { describe, expect, it } from 'vitest';
import { clampedOffset, CueShift, offsetText, steppedOffset } from './subtitle-offset';

describe('steppedOffset', () => {
  it('adds up without an error of rounding', () => {
    let offset = 0;
    for (let step = 0; step < 13; step++) offset = steppedOffset(offset, 1);
    expect(offset).toBe(1.3);
    for (let step = 0; step < 20; step++) offset = steppedOffset(offset, -1);
    expect(offset).toBe(-0.7);
  });

  it('stops at a minute', () => {
    expect(steppedOffset(60, 1)).toBe(60);
    expect(steppedOffset(-60, -1)).toBe(-60);
  });
});

describe('clampedOffset', () => {
  it.each([
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
    [1e9, 60],
    [-0.04, 0],
    [0.26, 0.3],
  ])('makes %d %d', (given, kept) => expect(clampedOffset(given)).toBe(kept));
});

describe('offsetText', () => {
  it.each([
    [0.3, '+0.3 s'],
    [-1, '−1.0 s'],
    [0, '0.0 s'],
  ])('says %d as %j', (seconds, text) => expect(offsetText(seconds)).toBe(text));
});

describe('CueShift', () => {
  const cue = (startTime: number, endTime: number) => ({ startTime, endTime });

  it('moves from where the cue was written, whatever came before', () => {
    const shift = new CueShift();
    const cues = [cue(1, 2)];
    for (const offset of [0.1, 0.2, 0.3, -0.4, 0.7]) shift.apply(cues, offset);
    expect(cues).toEqual([cue(1.7, 2.7)]);
    shift.apply(cues, 0);
    expect(cues).toEqual([cue(1, 2)]);
  });

  it('shows nothing before the film begins, and brings it back', () => {
    const shift = new CueShift();
    const cues = [cue(1, 2), cue(3, 4)];
    shift.apply(cues, -2.5);
    expect(cues).toEqual([cue(0, 0), cue(0.5, 1.5)]);
    shift.apply(cues, 0.5);
    expect(cues).toEqual([cue(1.5, 2.5), cue(3.5, 4.5)]);
  });
});
