import { median } from './median';

const KEPT = 5;
const GUESS_COUNTS_UNTIL = 2;

/** What a device needs for an act, ms: from the last five times, and from a guess until there are two. */
export class LatencyEstimate {
  #seen: number[] = [];

  constructor(
    private readonly guess: number,
    private readonly least: number,
    private readonly most: number,
  ) {}

  /** Observations out of range are accidents (a stall, a throttled tab), not the device. */
  add(ms: number): void {
    if (ms >= this.least && ms <= this.most) this.#seen = [...this.#seen, ms].slice(-KEPT);
  }

  get typical(): number {
    return median(this.#known) ?? this.guess;
  }

  get worst(): number {
    return Math.max(...this.#known);
  }

  get #known(): number[] {
    return this.#seen.length < GUESS_COUNTS_UNTIL ? [this.guess, ...this.#seen] : this.#seen;
  }
}

/** Learned per element, so per device. */
export class PlayLatencies {
  /** From play() to moving, after a seek: the audio device is opened anew. */
  readonly cold = new LatencyEstimate(80, 0, 400);
  /** From play() to moving, from a plain pause; buffered sound may even put it a little ahead. */
  readonly warm = new LatencyEstimate(4, -40, 200);
  /** From setting currentTime to enough data. */
  readonly seek = new LatencyEstimate(120, 0, 4000);
}
