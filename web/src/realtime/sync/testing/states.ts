import type { PlaybackState } from '../playback-state';

let seq = 0;

/** Each newer than the last. */
export function roomState(changes: Partial<PlaybackState> = {}): PlaybackState {
  return {
    timestamp: 0,
    isPlaying: false,
    playbackRate: 1,
    serverTime: 0,
    effectiveAt: 0,
    epoch: 1,
    seq: ++seq,
    actor: null,
    hold: null,
    ...changes,
  };
}
