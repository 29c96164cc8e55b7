import type { SyncState, SyncStatus } from './playback-state';

const IN_SYNC_MS = 40;
/** Less is made up before anybody could read of it. */
const BEHIND_MS = 1500;
const EVERY_MS = 250;

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

/** Tells how things stand: at once when they change, else four times a second. */
export class StatusReport {
  #last = { at: Number.NEGATIVE_INFINITY, state: '' };

  constructor(private readonly told: (status: SyncStatus) => void) {}

  look(now: number, view: StatusView): void {
    const status = statusOf(view);
    if (status.state === this.#last.state && now - this.#last.at < EVERY_MS) return;
    this.#last = { at: now, state: status.state };
    this.told(status);
  }
}

function statusOf(view: StatusView): SyncStatus {
  const skewMs = view.phase === 'running' ? view.skewMs : null;
  return {
    state: stateOf(view, skewMs),
    skewMs,
    behindMs: skewMs !== null && view.waitingFor === null && -skewMs > BEHIND_MS ? -skewMs : null,
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
