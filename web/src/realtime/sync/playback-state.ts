/** The room's playback as the server sends it. Times are server-clock milliseconds, positions seconds. */
export interface PlaybackState {
  timestamp: number;
  isPlaying: boolean;
  playbackRate: number;
  serverTime: number;
  effectiveAt: number;
  epoch: number;
  seq: number;
  actor: { profileId: string; name: string } | null;
  hold: { waitingFor: { profileId: string; name: string }[]; until: number } | null;
}

export type SyncState =
  'loading' | 'tap-to-start' | 'waiting' | 'catching-up' | 'in-sync' | 'paused';

export interface SyncStatus {
  state: SyncState;
  /** This viewer against the room, ms; positive is ahead. Null while nothing is playing. */
  skewMs: number | null;
  /** How far this viewer has fallen behind, ms, once that is worth a word; null otherwise. */
  behindMs: number | null;
  waitingFor: string[];
  latencyMs: number | null;
}

/** Who fell behind jumps to the room (`wait`: it waited long enough), or misses nothing and plays faster for a while. */
export type LagPolicy = 'wait' | 'catch-up';
