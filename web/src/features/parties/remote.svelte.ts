import type { PartyLink } from '@/realtime/party-link';
import { Refused } from '@/realtime/party-link';
import type { RoomState } from './room-state.svelte';
import { nextSpeed } from './speeds';

/** Seeks (or steps of speed) that follow each other this closely are one: dragging, or a key held down. */
const gatherMs = 180;

/** The remote control: it asks the room and never moves the video. */
export class Remote {
  /** Where the room was asked to go and has not gone yet. */
  #target: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The speed that the room was asked for and does not run at yet. */
  #rate: number | null = null;
  #rateTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #state: RoomState;
  readonly #link: () => PartyLink | null;
  readonly #position: () => number;
  readonly #onFault: (error: unknown) => void;
  readonly #onNotAllowed: () => void;

  constructor(
    state: RoomState,
    link: () => PartyLink | null,
    position: () => number,
    faults: { onFault: (error: unknown) => void; onNotAllowed: () => void },
  ) {
    this.#state = state;
    this.#link = link;
    this.#position = position;
    this.#onFault = faults.onFault;
    this.#onNotAllowed = faults.onNotAllowed;
  }

  toggle(): Promise<void> {
    return this.#state.playback?.isPlaying ? this.pause() : this.play();
  }

  play(): Promise<void> {
    return this.#ask(async (link) => {
      if (!this.#state.isStarted) {
        const answer = await link.ask('party:start', undefined).catch((error: unknown) => {
          // Somebody else was first: then it is an ordinary play.
          if (error instanceof Refused && error.error.code === 'CONFLICT') return null;
          throw error;
        });
        if (answer) return answer.playback;
      }
      return (await link.ask('party:play', { timestamp: this.#position() })).playback;
    });
  }

  pause(): Promise<void> {
    return this.#ask(
      async (link) => (await link.ask('party:pause', { timestamp: this.#position() })).playback,
    );
  }

  seekBy(seconds: number): void {
    this.seekTo((this.#target ?? this.#position()) + seconds);
  }

  seekTo(seconds: number): void {
    if (!this.#state.canControl) {
      this.#onNotAllowed();
      return;
    }
    const end = this.#state.party?.content.duration ?? Infinity;
    this.#target = Math.min(end, Math.max(0, seconds));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#seek(), gatherMs);
  }

  undoSeek(): Promise<void> {
    return this.#ask(async (link) => (await link.ask('party:undo_seek', undefined)).playback);
  }

  setRate(rate: number): void {
    if (!this.#state.canControl) {
      this.#onNotAllowed();
      return;
    }
    this.#rate = rate;
    clearTimeout(this.#rateTimer);
    this.#rateTimer = setTimeout(() => void this.#changeRate(), gatherMs);
  }

  stepRate(direction: 1 | -1): void {
    const rate = this.#rate ?? this.#state.playback?.playbackRate ?? 1;
    this.setRate(nextSpeed(rate, direction));
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#rateTimer);
  }

  async #seek(): Promise<void> {
    const timestamp = this.#target;
    if (timestamp === null) return;
    const playback = this.#state.playback;
    // A room that waits for somebody wants to go on.
    const wasPlaying = playback !== null && (playback.isPlaying || playback.hold !== null);
    await this.#ask(
      async (link) => (await link.ask('party:seek', { timestamp, wasPlaying })).playback,
    );
    if (this.#target === timestamp) this.#target = null;
  }

  async #changeRate(): Promise<void> {
    const rate = this.#rate;
    if (rate === null) return;
    await this.#ask(async (link) => (await link.ask('party:rate', { rate })).playback);
    if (this.#rate === rate) this.#rate = null;
  }

  async #ask(act: (link: PartyLink) => Promise<Parameters<RoomState['move']>[0]>): Promise<void> {
    const link = this.#link();
    if (!this.#state.canControl) return this.#onNotAllowed();
    if (!link) return;
    try {
      this.#state.move(await act(link));
    } catch (error) {
      this.#onFault(error);
    }
  }
}
