import { alarm } from './alarm';

/** Local monotonic milliseconds and what waits on them; tests pass a virtual one. */
export interface Timers {
  now(): number;
  /** Returns the cancellation. */
  after(ms: number, run: () => void): () => void;
  /** Runs within a fraction of a millisecond of `instant`, at once when it is past. */
  at(instant: number, run: () => void): () => void;
  /** Runs when the page becomes visible or the network returns. */
  onWake(run: () => void): () => void;
}

/** setTimeout may be this late; the rest is spun over a message channel, which is not clamped to 4 ms. */
const SPIN_MS = 10;

export const browserTimers: Timers = {
  now: () => performance.now(),
  after: alarm,
  at(instant, run) {
    const channel = new MessageChannel();
    let cancelled = false;
    const close = (): void => {
      cancelled = true;
      channel.port1.close();
    };
    channel.port1.onmessage = () => {
      if (cancelled) return;
      if (performance.now() < instant) return channel.port2.postMessage(null);
      close();
      run();
    };
    const silence = alarm(Math.max(0, instant - performance.now() - SPIN_MS), () =>
      channel.port2.postMessage(null),
    );
    return () => {
      silence();
      close();
    };
  },
  onWake(run) {
    const visible = (): void => {
      if (document.visibilityState === 'visible') run();
    };
    document.addEventListener('visibilitychange', visible);
    window.addEventListener('online', run);
    return () => {
      document.removeEventListener('visibilitychange', visible);
      window.removeEventListener('online', run);
    };
  },
};
