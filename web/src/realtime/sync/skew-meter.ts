import { median } from './median';

const WINDOW_MS = 500;

/** The error against the room, smoothed for people. */
export class SkewMeter {
  #samples: { at: number; error: number }[] = [];

  add(now: number, errorMs: number): void {
    this.#samples = this.#samples.filter((s) => now - s.at < WINDOW_MS);
    this.#samples.push({ at: now, error: errorMs });
  }

  clear(): void {
    this.#samples = [];
  }

  get skewMs(): number | null {
    return median(this.#samples.map((s) => s.error));
  }
}
