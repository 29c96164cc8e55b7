import { ClockSync } from '../clock-sync';
import type { PlaybackState } from '../playback-state';
import { SyncedPlayer } from '../synced-player';
import type { Timers } from '../timers';
import { type Delay, Line } from './network';
import { roomState } from './states';
import { VirtualTimers } from './virtual-timers';
import { CHROMIUM, VirtualVideo, type VideoModel } from './virtual-video';

const SERVER_AHEAD_MS = 1_000_000;

export interface Network {
  up: Delay;
  down: Delay;
}

/** A room as it is: viewers with clocks of their own, networks, and a server that they only hear through them. */
export class Room {
  readonly timers = new VirtualTimers();
  readonly viewers: RoomViewer[] = [];
  #state: PlaybackState = roomState();

  get serverNow(): number {
    return this.timers.now() + SERVER_AHEAD_MS;
  }

  get state(): PlaybackState {
    return this.#state;
  }

  get position(): number {
    const { timestamp, effectiveAt, playbackRate, isPlaying } = this.#state;
    const elapsed = isPlaying ? Math.max(0, this.serverNow - effectiveAt) : 0;
    return timestamp + (elapsed * playbackRate) / 1000;
  }

  enter(network: Network, options: ViewerOptions = {}): RoomViewer {
    const viewer = new RoomViewer(this, network, options);
    this.viewers.push(viewer);
    viewer.hear(this.#state);
    return viewer;
  }

  command(changes: Partial<PlaybackState>, leadMs = 0): void {
    this.#state = roomState({
      serverTime: this.serverNow,
      effectiveAt: this.serverNow + leadMs,
      ...changes,
    });
    for (const viewer of this.viewers) viewer.hear(this.#state);
  }

  async advance(ms: number): Promise<void> {
    await this.timers.advance(ms);
  }
}

export interface ViewerOptions {
  model?: Partial<VideoModel>;
  /** How much faster than the server's this viewer's clock runs, millionths. */
  clockPpm?: number;
  random?: () => number;
}

export class RoomViewer {
  readonly video: VirtualVideo;
  readonly player: SyncedPlayer;
  readonly clock: ClockSync;
  readonly stalls: boolean[] = [];
  readonly timers: Timers;
  readonly #up: Line;
  readonly #down: Line;

  #behindMs: number | null = null;

  constructor(
    private readonly room: Room,
    network: Network,
    options: ViewerOptions,
  ) {
    this.timers = drifting(room.timers, options.clockPpm ?? 0);
    this.video = new VirtualVideo(room.timers, { ...CHROMIUM, ...options.model });
    this.#up = new Line(room.timers, network.up);
    this.#down = new Line(room.timers, network.down);
    this.clock = new ClockSync(() => this.#askTime(), {
      timers: this.timers,
      ...(options.random === undefined ? {} : { random: options.random }),
    });
    this.player = new SyncedPlayer(this.video.element, this.clock, {
      timers: this.timers,
      onStatus: (status) => (this.#behindMs = status.behindMs),
      onBuffering: (isStalled) => this.stalls.push(isStalled),
    });
    this.clock.start();
  }

  /** As the player says. */
  get behindMs(): number | null {
    return this.#behindMs;
  }

  /** Milliseconds of film; positive is ahead. */
  get errorMs(): number {
    return (this.video.currentTime - this.room.position) * 1000;
  }

  /** Server time as this viewer believes it, less the true one. */
  get clockErrorMs(): number {
    return (this.clock.serverNow() ?? Number.NaN) - this.room.serverNow;
  }

  hear(state: PlaybackState): void {
    this.#down.send(() => this.player.apply(state));
  }

  #askTime(): Promise<{ t1: number; t2: number }> {
    return new Promise((resolve) => {
      this.#up.send(() => {
        const now = this.room.serverNow;
        this.#down.send(() => resolve({ t1: now, t2: now }));
      });
    });
  }
}

/** The same instants on a clock that runs `ppm` millionths faster. */
function drifting(timers: VirtualTimers, ppm: number): Timers {
  const pace = 1 + ppm / 1e6;
  return {
    now: () => timers.now() * pace,
    after: (ms, run) => timers.after(ms / pace, run),
    at: (instant, run) => timers.at(instant / pace, run),
    onWake: (run) => timers.onWake(run),
  };
}
