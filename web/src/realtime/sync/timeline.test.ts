import { describe, expect, it } from 'vitest';
import { roomState } from './testing/states';
import { isStale, positionAt, Timeline } from './timeline';

describe('timeline', () => {
  it('stands at the timestamp until the state takes effect', () => {
    const state = roomState({ timestamp: 10, isPlaying: true, effectiveAt: 5000 });
    expect(positionAt(state, 4000, null)).toBe(10);
    expect(positionAt(state, 5000, null)).toBe(10);
  });

  it('runs at the rate from the moment of effect, without multiplying the base', () => {
    const state = roomState({
      timestamp: 10,
      isPlaying: true,
      effectiveAt: 5000,
      playbackRate: 1.5,
    });
    expect(positionAt(state, 7000, null)).toBe(13);
  });

  it('stands still when paused', () => {
    expect(positionAt(roomState({ timestamp: 10, effectiveAt: 0 }), 99_000, null)).toBe(10);
  });

  it('never leaves the film', () => {
    expect(positionAt(roomState({ timestamp: 10, isPlaying: true }), 99_000, 60)).toBe(60);
    expect(positionAt(roomState({ timestamp: -3 }), 0, 60)).toBe(0);
  });

  it.each([
    [{ epoch: 1, seq: 4 }, true],
    [{ epoch: 1, seq: 5 }, false],
    [{ epoch: 1, seq: 6 }, false],
    [{ epoch: 0, seq: 99 }, true],
    [{ epoch: 2, seq: 1 }, false],
  ])('orders %o by epoch, then sequence', (stamp, stale) => {
    expect(isStale(roomState(stamp), roomState({ epoch: 1, seq: 5 }))).toBe(stale);
  });

  it('ignores a stale state', () => {
    const timeline = new Timeline();
    timeline.accept(roomState({ timestamp: 20, epoch: 3, seq: 7 }));
    expect(timeline.accept(roomState({ timestamp: 5, epoch: 3, seq: 6 }))).toBe('stale');
    expect(timeline.positionAt(0, null)).toBe(20);
  });

  it.each([
    { timestamp: Number.NaN },
    { playbackRate: 0 },
    { playbackRate: -1 },
    { playbackRate: 99 },
    { effectiveAt: Number.POSITIVE_INFINITY },
  ])('ignores the unusable %o', (broken) => {
    expect(new Timeline().accept(roomState(broken))).toBe('stale');
  });

  it('knows a checkpoint of the running line from a jump', () => {
    const timeline = new Timeline();
    timeline.accept(roomState({ timestamp: 0, isPlaying: true, effectiveAt: 1000 }));
    expect(
      timeline.accept(roomState({ timestamp: 9.01, isPlaying: true, effectiveAt: 10_000 })),
    ).toBe('continuing');
    expect(
      timeline.accept(roomState({ timestamp: 30, isPlaying: true, effectiveAt: 11_000 })),
    ).toBe('changed');
  });

  it('stays on the line that runs when two changes of rate come at once', () => {
    const timeline = new Timeline();
    timeline.accept(roomState({ timestamp: 0, isPlaying: true, effectiveAt: 0 }));
    const first = { timestamp: 10.4, isPlaying: true, effectiveAt: 10_400, playbackRate: 1.25 };
    timeline.accept(roomState({ ...first, serverTime: 10_000 }));
    const second = { timestamp: 10.65, isPlaying: true, effectiveAt: 10_600, playbackRate: 1.5 };
    expect(timeline.accept(roomState({ ...second, serverTime: 10_100 }))).toBe('continuing');
    expect(timeline.positionAt(10_200, null)).toBeCloseTo(10.2);
    expect(timeline.positionAt(11_600, null)).toBeCloseTo(12.15);
  });

  it('stays on the old line until a change of rate takes effect', () => {
    const timeline = new Timeline();
    timeline.accept(roomState({ timestamp: 0, isPlaying: true, effectiveAt: 0 }));
    const faster = roomState({
      timestamp: 10,
      isPlaying: true,
      effectiveAt: 10_000,
      playbackRate: 2,
    });
    expect(timeline.accept(faster)).toBe('continuing');
    timeline.accept(faster);
    expect(timeline.positionAt(9000, null)).toBe(9);
    expect(timeline.rateAt(9000)).toBe(1);
    expect(timeline.positionAt(11_000, null)).toBe(12);
  });
});
