import { expect } from 'vitest';
import type { PlaybackState, SyncStatus } from '../playback-state';
import { SyncedPlayer } from '../synced-player';
import { roomState } from './states';
import { VirtualTimers } from './virtual-timers';
import { CHROMIUM, VirtualVideo, type VideoModel } from './virtual-video';

const SERVER_AHEAD_MS = 1_000_000;

/** One viewer, a server whose clock it knows, and a room. */
export class Party {
  readonly timers = new VirtualTimers();
  readonly video: VirtualVideo;
  readonly player: SyncedPlayer;
  readonly statuses: SyncStatus[] = [];
  readonly buffering: { stalled: boolean; at: number }[] = [];
  readonly clock = {
    isKnown: true,
    restarts: 0,
    errorMs: 0,
    roundTripMs: 42,
    uncertaintyMs: 0.2,
    serverNow: (): number | null =>
      this.clock.isKnown ? this.serverNow + this.clock.errorMs : null,
    burst: (): void => {},
    restart: (): void => void this.clock.restarts++,
  };
  state: PlaybackState = roomState();

  constructor(model: Partial<VideoModel> = {}, manualOffsetMs = 0) {
    this.video = new VirtualVideo(this.timers, { ...CHROMIUM, ...model });
    this.player = new SyncedPlayer(this.video.element, this.clock, {
      timers: this.timers,
      manualOffsetMs,
      onStatus: (status) => this.statuses.push(status),
      onBuffering: (stalled, at) => this.buffering.push({ stalled, at }),
    });
  }

  get serverNow(): number {
    return this.timers.now() + SERVER_AHEAD_MS;
  }

  get status(): SyncStatus | undefined {
    return this.statuses.at(-1);
  }

  /** Real error against the room, ms; positive is ahead. */
  get errorMs(): number {
    const { timestamp, effectiveAt, playbackRate, isPlaying } = this.state;
    const elapsed = isPlaying ? Math.max(0, this.serverNow - effectiveAt) : 0;
    return (this.video.currentTime - timestamp) * 1000 - elapsed * playbackRate;
  }

  get roomPosition(): number {
    return this.video.currentTime - this.errorMs / 1000;
  }

  send(changes: Partial<PlaybackState>, leadMs = 300): void {
    this.state = roomState({
      serverTime: this.serverNow,
      effectiveAt: this.serverNow + leadMs,
      ...changes,
    });
    this.player.apply(this.state);
  }

  async advance(ms: number): Promise<void> {
    await this.timers.advance(ms);
  }

  /** Loaded, and playing in step with the room. */
  async playing(timestamp = 10): Promise<this> {
    this.video.load();
    this.send({ timestamp });
    await this.advance(1000);
    this.send({ timestamp, isPlaying: true });
    await this.advance(2000);
    expect(Math.abs(this.errorMs)).toBeLessThan(5);
    return this;
  }
}
