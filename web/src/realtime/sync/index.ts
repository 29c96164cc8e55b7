// A minimal stand-in with the final interface: it follows the room without correcting drift.
// To be replaced by the merge of the sync module.

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
  skewMs: number | null;
  waitingFor: string[];
  latencyMs: number | null;
}

type Exchange = (t0: number) => Promise<{ t1: number; t2: number }>;

export class ClockSync {
  #offset: number | null = null;
  #roundTrip: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  get roundTripMs(): number | null {
    return this.#roundTrip;
  }

  start(): void {
    this.burst();
    this.#timer = setInterval(() => this.burst(), 5000);
  }

  burst(): void {
    const t0 = performance.timeOrigin + performance.now();
    this.#exchange(t0).then(
      ({ t1, t2 }) => {
        const t3 = performance.timeOrigin + performance.now();
        this.#roundTrip = t3 - t0 - (t2 - t1);
        this.#offset = (t1 - t0 + t2 - t3) / 2;
      },
      () => undefined,
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  serverNow(): number | null {
    return this.#offset === null ? null : performance.timeOrigin + performance.now() + this.#offset;
  }
}

export interface SyncedPlayerOptions {
  onStatus(status: SyncStatus): void;
  onBuffering(isBuffering: boolean, timestamp: number): void;
  manualOffsetMs?: number;
}

export class SyncedPlayer {
  #state: PlaybackState | null = null;
  #isRefused = false;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #video: HTMLVideoElement;
  readonly #clock: ClockSync;
  readonly #options: SyncedPlayerOptions;

  constructor(video: HTMLVideoElement, clock: ClockSync, options: SyncedPlayerOptions) {
    this.#video = video;
    this.#clock = clock;
    this.#options = options;
    this.#timer = setInterval(() => this.#follow(), 250);
    video.addEventListener('canplay', () => options.onBuffering(false, video.currentTime), {
      once: true,
    });
  }

  apply(state: PlaybackState): void {
    this.#state = state;
    this.#follow();
  }

  position(): number | null {
    const now = this.#clock.serverNow();
    const s = this.#state;
    if (!s || now === null) return null;
    if (!s.isPlaying || now < s.effectiveAt) return s.timestamp;
    return s.timestamp + ((now - s.effectiveAt) / 1000) * s.playbackRate;
  }

  async start(): Promise<void> {
    this.#isRefused = false;
    await this.#video.play();
    this.#follow();
  }

  setManualOffset(ms: number): void {
    this.#options.manualOffsetMs = ms;
  }

  destroy(): void {
    clearInterval(this.#timer);
  }

  #follow(): void {
    const target = this.position();
    const s = this.#state;
    if (!s || target === null || this.#video.readyState < 1) return this.#report('loading', null);
    if (this.#isRefused) return this.#report('tap-to-start', null);
    const skew = this.#video.currentTime - target;
    if (Math.abs(skew) > 0.4) this.#video.currentTime = target;
    if (!s.isPlaying) {
      this.#video.pause();
      return this.#report(s.hold ? 'waiting' : 'paused', null);
    }
    if (this.#video.paused) {
      this.#video.play().catch((error: unknown) => {
        this.#isRefused = error instanceof DOMException && error.name === 'NotAllowedError';
      });
    }
    this.#report(Math.abs(skew) > 0.1 ? 'catching-up' : 'in-sync', skew * 1000);
  }

  #report(state: SyncState, skewMs: number | null): void {
    const waitingFor = this.#state?.hold?.waitingFor.map((person) => person.name) ?? [];
    this.#options.onStatus({ state, skewMs, waitingFor, latencyMs: this.#clock.roundTripMs });
  }
}
