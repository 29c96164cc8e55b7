export interface BufferView {
  readyState: number;
  /** Seconds buffered from the current position on. */
  aheadSeconds: number;
  /** Seconds to the end of the film; null when unknown. */
  remainingSeconds: number | null;
  seeking: boolean;
}

export interface PlaybackView extends BufferView {
  position: number;
  /** The film should be moving now: the room plays and nothing but data could be missing. */
  shouldMove: boolean;
}

const HAVE_FUTURE_DATA = 3;
const HAVE_ENOUGH_DATA = 4;
const ENOUGH_SECONDS = 1;
const STALL_MS = 200;
/** A browser may stop loading a paused film short of a second and still promise to play through. */
const TRUSTED_MS = 1000;
const TO_THE_END_S = 0.1;

/** Tells the room when this viewer runs out of data and when there is enough again: each once. */
export class BufferingDetector {
  #stallSince: number | null = null;
  #promisedSince: number | null = null;
  #lastPosition: number | null = null;
  #wasReady = false;
  #reported = false;
  #told: (isBuffering: boolean) => void;

  constructor(told: (isBuffering: boolean) => void) {
    this.#told = told;
  }

  get isStalled(): boolean {
    return this.#reported;
  }

  /** Enough to start and keep playing. */
  isEnough(now: number, view: BufferView): boolean {
    if (view.seeking || view.readyState < HAVE_FUTURE_DATA) return false;
    const wanted = Math.min(
      ENOUGH_SECONDS,
      (view.remainingSeconds ?? ENOUGH_SECONDS) - TO_THE_END_S,
    );
    return (
      view.aheadSeconds >= wanted ||
      (this.#promisedSince !== null && now - this.#promisedSince >= TRUSTED_MS)
    );
  }

  tick(now: number, view: PlaybackView): void {
    const promised = !view.seeking && view.readyState >= HAVE_ENOUGH_DATA;
    this.#promisedSince = promised ? (this.#promisedSince ?? now) : null;
    const enough = this.isEnough(now, view);
    const moved = this.#lastPosition !== null && view.position > this.#lastPosition;
    this.#lastPosition = view.position;
    // Standing still with a full buffer is the device waking up, not a want of data.
    const starving = view.shouldMove && !enough && (!moved || view.readyState < HAVE_FUTURE_DATA);
    this.#stallSince = starving ? (this.#stallSince ?? now) : null;

    if (enough && (this.#reported || !this.#wasReady)) {
      this.#wasReady = true;
      this.#reported = false;
      this.#told(false);
    } else if (
      this.#wasReady &&
      !this.#reported &&
      this.#stallSince !== null &&
      now - this.#stallSince >= STALL_MS
    ) {
      this.#reported = true;
      this.#told(true);
    }
  }
}
