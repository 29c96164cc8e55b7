import type { PlaybackState } from './playback-state';

/** Two lines that differ by less than this are one line: nobody pauses for it, the drift controller bends. */
const SAME_LINE_S = 0.04;
const SAME_FRAME_S = 0.0005;

export type Acceptance = 'stale' | 'continuing' | 'changed';

export function isUsable(state: PlaybackState): boolean {
  const numbers = [state.timestamp, state.playbackRate, state.effectiveAt, state.epoch, state.seq];
  return numbers.every(Number.isFinite) && state.playbackRate >= 0.0625 && state.playbackRate <= 16;
}

/** By (epoch, seq). The same state again is not stale: it may carry another hold. */
export function isStale(candidate: PlaybackState, newest: PlaybackState | null): boolean {
  if (newest === null) return false;
  return (
    candidate.epoch < newest.epoch ||
    (candidate.epoch === newest.epoch && candidate.seq < newest.seq)
  );
}

export function positionAt(
  state: PlaybackState,
  serverNow: number,
  duration: number | null,
): number {
  const elapsed = state.isPlaying ? Math.max(0, serverNow - state.effectiveAt) : 0;
  return clampPosition(state.timestamp + (elapsed / 1000) * state.playbackRate, duration);
}

export function clampPosition(position: number, duration: number | null): number {
  return Math.min(Math.max(0, position), duration ?? Number.POSITIVE_INFINITY);
}

/** The newest state, and the line it replaces until it takes effect when both run through the same point. */
export class Timeline {
  #current: PlaybackState | null = null;
  #until: PlaybackState | null = null;

  get current(): PlaybackState | null {
    return this.#current;
  }

  accept(next: PlaybackState): Acceptance {
    const before = this.#current;
    if (!isUsable(next) || isStale(next, before)) return 'stale';
    const continuing = before !== null && before.epoch === next.epoch && continues(before, next);
    // A state sent again must not forget the line that runs until it takes effect.
    const again = continuing && before.seq === next.seq;
    if (!again) this.#until = continuing && next.isPlaying ? this.#lineAt(next.serverTime) : null;
    this.#current = next;
    return continuing ? 'continuing' : 'changed';
  }

  /** Null before the first state. */
  positionAt(serverNow: number, duration: number | null): number | null {
    const state = this.#lineAt(serverNow);
    return state === null ? null : positionAt(state, serverNow, duration);
  }

  /** The server time at which the playing room passes `position`, on the newest line extended both ways. */
  instantOf(position: number): number | null {
    const state = this.#current;
    if (state === null || !state.isPlaying) return null;
    return state.effectiveAt + ((position - state.timestamp) / state.playbackRate) * 1000;
  }

  rateAt(serverNow: number): number {
    return this.#lineAt(serverNow)?.playbackRate ?? 1;
  }

  #lineAt(serverNow: number): PlaybackState | null {
    const current = this.#current;
    return current !== null && this.#until !== null && serverNow < current.effectiveAt
      ? this.#until
      : current;
  }
}

function continues(before: PlaybackState, next: PlaybackState): boolean {
  if (before.isPlaying !== next.isPlaying) return false;
  if (!next.isPlaying) return Math.abs(before.timestamp - next.timestamp) < SAME_FRAME_S;
  const at = Math.max(before.effectiveAt, next.effectiveAt);
  return Math.abs(positionAt(before, at, null) - positionAt(next, at, null)) <= SAME_LINE_S;
}
