import { describe, expect, it } from 'vitest';
import { BufferingDetector, type PlaybackView } from './buffering';

function arrange(): { told: boolean[]; run: (ms: number, view: Partial<PlaybackView>) => void } {
  const told: boolean[] = [];
  const detector = new BufferingDetector((stalled) => told.push(stalled));
  let now = 0;
  let position = 0;
  return {
    told,
    run(ms, view) {
      for (const end = now + ms; now < end; now += 25) {
        const moving = view.shouldMove !== false && (view.readyState ?? 4) >= 3;
        if (moving) position += 0.025;
        detector.tick(now, {
          readyState: 4,
          aheadSeconds: 20,
          remainingSeconds: 500,
          seeking: false,
          shouldMove: true,
          position,
          ...view,
        });
      }
    },
  };
}

const DRY = { readyState: 2, aheadSeconds: 0 };

describe('buffering detector', () => {
  it('says once that it is ready, and nothing before', () => {
    const { told, run } = arrange();
    run(5000, DRY);
    expect(told).toEqual([]);
    run(5000, {});
    expect(told).toEqual([false]);
  });

  it('reports a stall after 200 ms, once, and its end, once', () => {
    const { told, run } = arrange();
    run(1000, {});
    run(200, DRY);
    expect(told).toEqual([false]);
    run(3000, DRY);
    expect(told).toEqual([false, true]);
    run(1000, {});
    expect(told).toEqual([false, true, false]);
  });

  it('wants a second ahead before it is ready again', () => {
    const { told, run } = arrange();
    run(1000, {});
    run(1000, DRY);
    run(1000, { readyState: 3, aheadSeconds: 0.6 });
    expect(told).toEqual([false, true]);
    run(100, { readyState: 3, aheadSeconds: 1.1 });
    expect(told).toEqual([false, true, false]);
  });

  it('is content with less at the end of the film', () => {
    const { told, run } = arrange();
    run(100, { readyState: 3, aheadSeconds: 0.4, remainingSeconds: 0.4 });
    expect(told).toEqual([false]);
  });

  it('trusts a browser that stopped loading and promises to play through', () => {
    const { told, run } = arrange();
    run(900, { readyState: 4, aheadSeconds: 0.5, shouldMove: false });
    expect(told).toEqual([]);
    run(400, { readyState: 4, aheadSeconds: 0.5, shouldMove: false });
    expect(told).toEqual([false]);
  });

  it('does not call a pause a stall', () => {
    const { told, run } = arrange();
    run(1000, {});
    run(3000, { ...DRY, shouldMove: false });
    expect(told).toEqual([false]);
  });

  it('does not call a full buffer a stall', () => {
    const { told, run } = arrange();
    run(1000, {});
    run(3000, { position: 1 });
    expect(told).toEqual([false]);
  });

  it('is not ready while it seeks', () => {
    const { told, run } = arrange();
    run(1000, { seeking: true });
    expect(told).toEqual([]);
  });
});
