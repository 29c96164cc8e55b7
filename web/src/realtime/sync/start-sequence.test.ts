import { describe, expect, it } from 'vitest';
import { LatencyEstimate, PlayLatencies } from './latency-estimate';
import { StartSequence, type StartView } from './start-sequence';

/** A room that plays from `timestamp` at local time `startsAt`. */
function viewAt(
  now: number,
  position: number,
  room: { timestamp: number; startsAt: number },
  more: Partial<StartView> = {},
): StartView {
  return {
    now,
    position,
    seeking: false,
    enough: true,
    cold: true,
    roomAt: (local) => room.timestamp + Math.max(0, local - room.startsAt) / 1000,
    instantOf: (at) => room.startsAt + (at - room.timestamp) * 1000,
    ...more,
  };
}

describe('start sequence', () => {
  it('plays earlier than the room by what play() takes', () => {
    const sequence = new StartSequence(new PlayLatencies());
    const view = viewAt(0, 10, { timestamp: 10, startsAt: 1000 });
    expect(sequence.next(view)).toEqual({ kind: 'wait' });
    expect(sequence.next(view)).toEqual({ kind: 'play', at: 920 });
  });

  it('plays a little earlier only after a plain pause', () => {
    const sequence = new StartSequence(new PlayLatencies());
    const view = viewAt(0, 10, { timestamp: 10, startsAt: 1000 }, { cold: false });
    sequence.next(view);
    expect(sequence.next(view)).toEqual({ kind: 'play', at: 996 });
  });

  it('waits for data at the first frame', () => {
    const sequence = new StartSequence(new PlayLatencies());
    const view = viewAt(0, 10, { timestamp: 10, startsAt: 1000 }, { enough: false });
    sequence.next(view);
    expect(sequence.next(view)).toEqual({ kind: 'wait' });
  });

  it('seeks to the first frame when the film stands elsewhere', () => {
    const sequence = new StartSequence(new PlayLatencies());
    expect(sequence.next(viewAt(0, 3, { timestamp: 10, startsAt: 1000 }))).toEqual({
      kind: 'seek',
      to: 10,
    });
  });

  it('joins a playing room ahead of it', () => {
    const room = { timestamp: 10, startsAt: 0 };
    const sequence = new StartSequence(new PlayLatencies());
    const step = sequence.next(viewAt(5000, 0, room));
    expect(step).toEqual({ kind: 'seek', to: expect.closeTo(15.22, 5) });
    expect(sequence.next(viewAt(5050, 15.22, room, { seeking: true }))).toEqual({ kind: 'wait' });
    expect(sequence.next(viewAt(5100, 15.22, room))).toEqual({
      kind: 'play',
      at: expect.closeTo(5140, 5),
    });
  });

  it('aims further ahead when loading took longer, and plays late after three tries', () => {
    const room = { timestamp: 0, startsAt: 0 };
    const sequence = new StartSequence(new PlayLatencies());
    let now = 1000;
    const targets: number[] = [];
    for (let i = 0; i < 3; i++) {
      const step = sequence.next(viewAt(now, targets.at(-1) ?? 50, room));
      if (step.kind !== 'seek') throw new Error(step.kind);
      targets.push(step.to - now / 1000);
      now += 3000 * (i + 1);
    }
    expect(targets[1]).toBeGreaterThan(3);
    expect(sequence.next(viewAt(now, 2, room)).kind).toBe('play');
  });

  it('lets the room come to a film that stands a little ahead', () => {
    const room = { timestamp: 0, startsAt: 0 };
    const sequence = new StartSequence(new PlayLatencies());
    sequence.next(viewAt(1000, 1.15, room));
    expect(sequence.next(viewAt(1000, 1.15, room))).toEqual({
      kind: 'play',
      at: expect.closeTo(1070, 5),
    });
  });

  it('learns how long a seek takes', () => {
    const latencies = new PlayLatencies();
    const sequence = new StartSequence(latencies);
    sequence.next(viewAt(1000, 50, { timestamp: 0, startsAt: 0 }));
    sequence.next(viewAt(1700, 1.22, { timestamp: 0, startsAt: 0 }));
    expect(latencies.seek.worst).toBe(700);
  });
});

describe('latency estimate', () => {
  it('gives up its guess after two observations, and forgets accidents', () => {
    const estimate = new LatencyEstimate(80, 0, 400);
    expect(estimate.typical).toBe(80);
    estimate.add(100);
    expect(estimate.typical).toBe(90);
    estimate.add(110);
    expect(estimate.typical).toBe(105);
    estimate.add(9000);
    expect(estimate.worst).toBe(110);
    for (let i = 0; i < 5; i++) estimate.add(20);
    expect(estimate.worst).toBe(20);
  });
});
