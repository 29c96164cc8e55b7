export { ClockSync, type ClockSyncOptions } from './clock-sync';
export type { PlaybackState, SyncState, SyncStatus } from './playback-state';
export { SyncedPlayer, type SyncedPlayerOptions } from './synced-player';
