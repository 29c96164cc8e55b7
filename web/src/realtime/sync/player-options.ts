import type { SyncStatus } from './playback-state';
import type { Timers } from './timers';

export interface SyncedPlayerOptions {
  onStatus(status: SyncStatus): void;
  /** True when playback stalls for want of data, false when enough is there again, and once when first ready. */
  onBuffering(isBuffering: boolean, timestamp: number): void;
  /** Play this much earlier than the room, ms: the delay of Bluetooth loudspeakers. */
  manualOffsetMs?: number;
  timers?: Timers;
}
