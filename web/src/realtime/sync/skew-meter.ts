import { median } from './median';
import type { SyncState, SyncStatus } from './playback-state';

const WINDOW_MS = 500;
const IN_SYNC_MS = 40;

/** The error against the room, smoothed for people. */
export class SkewMeter {
  #samples: { at: number; error: number }[] = [];

  add(now: number, errorMs: number): void {
    this.#samples = this.#samples.filter((s) => now - s.at < WINDOW_MS);
    this.#samples.push({ at: now, error: errorMs });
  }

  clear(): void {
    this.#samples = [];
  }

  get skewMs(): number | null {
    return median(this.#samples.map((s) => s.error));
  }
}

export type Phase = 'idle' | 'paused' | 'starting' | 'running' | 'ended';

export interface StatusView {
  phase: Phase;
  blocked: boolean;
  waitingFor: string[] | null;
  roomPlays: boolean;
  /** The room has not begun to move yet. */
  beforeStart: boolean;
  skewMs: number | null;
  latencyMs: number | null;
}

export function statusOf(view: StatusView): SyncStatus {
  const skewMs = view.phase === 'running' ? view.skewMs : null;
  return {
    state: stateOf(view, skewMs),
    skewMs,
    waitingFor: view.waitingFor ?? [],
    latencyMs: view.latencyMs,
  };
}

function stateOf(view: StatusView, skewMs: number | null): SyncState {
  if (view.blocked) return 'tap-to-start';
  if (view.phase === 'idle') return 'loading';
  if (view.waitingFor !== null) return 'waiting';
  if (!view.roomPlays || view.phase === 'ended') return 'paused';
  if (view.phase === 'starting') return view.beforeStart ? 'in-sync' : 'catching-up';
  return skewMs === null || Math.abs(skewMs) <= IN_SYNC_MS ? 'in-sync' : 'catching-up';
}
