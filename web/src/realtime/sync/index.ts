export { ClockSync, type ClockSyncOptions } from './clock-sync';
export type { LagPolicy, PlaybackState, SyncState, SyncStatus } from './playback-state';
export type { SyncedPlayerOptions } from './player-options';
export { SyncedPlayer } from './synced-player';
