import { clockLineAt, fitClockLine, type ClockLine, type ClockSample } from './clock-line';
import { median } from './median';

const WINDOW_MS = 600_000;
const WINDOW_SAMPLES = 256;
/** Fewer say too little under jitter: the first film frame would be placed by chance. */
const ENOUGH_SAMPLES = 4;
/** While the first burst runs every sample may move the estimate at once; later it glides. */
const SNAP_MS = 3000;
const GLIDE_MS = 1500;
const LONGEST_EXCHANGE_MS = 10_000;
const STEP_MS = 8;
/** Unknown drift that may have added up since the last sample, ms per ms. */
const STEP_PER_MS = 500e-6;

export type ClockVerdict = 'accepted' | 'rejected' | 'suspect' | 'reset';

/** Server time minus local time, from four-stamp samples. Pure: local time is in the samples. */
export class ClockFilter {
  #samples: ClockSample[] = [];
  #line: ClockLine | null = null;
  #startedAt = 0;
  #suspect: ClockSample | null = null;
  /** What the glide still has to go, at the time of the last sample. */
  #residual = 0;

  add(sample: ClockSample): ClockVerdict {
    if (!isPlausible(sample)) return 'rejected';
    if (this.#contradicts(sample)) {
      // One impossible answer is a fault of one message; two in a row are another clock.
      if (this.#suspect === null) {
        this.#suspect = sample;
        return 'suspect';
      }
      const first = this.#suspect;
      this.reset();
      this.#take(first);
      this.#take(sample);
      return 'reset';
    }
    this.#suspect = null;
    this.#take(sample);
    return 'accepted';
  }

  reset(): void {
    this.#samples = [];
    this.#line = null;
    this.#suspect = null;
    this.#residual = 0;
  }

  /** Milliseconds to add to local time; null until enough samples are in. */
  offsetAt(local: number): number | null {
    if (this.#line === null || this.#samples.length < ENOUGH_SAMPLES) return null;
    return this.#offset(this.#line, local);
  }

  /** One standard deviation of the offset, ms, at the time of the last sample; infinite before there is one. */
  get uncertaintyMs(): number {
    return this.offsetAt(0) === null
      ? Number.POSITIVE_INFINITY
      : (this.#line?.uncertaintyMs ?? Number.POSITIVE_INFINITY);
  }

  get roundTripMs(): number | null {
    return median(this.#samples.slice(-8).map(roundTrip));
  }

  #offset(line: ClockLine, local: number): number {
    return (
      clockLineAt(line, local) +
      this.#residual * Math.exp(-Math.max(0, local - line.reference) / GLIDE_MS)
    );
  }

  #take(sample: ClockSample): void {
    const now = Math.max(sample.t3, this.#line?.reference ?? sample.t3);
    if (this.#samples.length === 0) this.#startedAt = now;
    const served = this.#line === null ? null : this.#offset(this.#line, now);
    this.#samples = [...this.#samples.filter((s) => now - s.t3 < WINDOW_MS), sample].slice(
      -WINDOW_SAMPLES,
    );
    const line = fitClockLine(this.#samples, now);
    this.#line = line;
    this.#residual = served === null || now - this.#startedAt < SNAP_MS ? 0 : served - line.offset;
  }

  /**
   * True when the answer, paired with the quickest one the other way, would have arrived before it was asked for: more
   * than the round trip explains. A lesser step ages out with the old samples.
   */
  #contradicts(sample: ClockSample): boolean {
    const line = this.#line;
    if (line === null || this.#samples.length < ENOUGH_SAMPLES) return false;
    const tolerance =
      line.floorMs / 2 + STEP_MS + Math.max(0, sample.t3 - line.reference) * STEP_PER_MS;
    const out = sample.t1 - sample.t0 - clockLineAt(line, sample.t0);
    const back = sample.t3 - sample.t2 + clockLineAt(line, sample.t3);
    return out < -tolerance || back < -tolerance;
  }
}

export function roundTrip(sample: ClockSample): number {
  return sample.t3 - sample.t0 - (sample.t2 - sample.t1);
}

function isPlausible(sample: ClockSample): boolean {
  const { t0, t1, t2, t3 } = sample;
  if (![t0, t1, t2, t3].every(Number.isFinite)) return false;
  // Stamps of tenths of a millisecond may round a loopback exchange a little below zero.
  return t3 >= t0 && t2 >= t1 && roundTrip(sample) >= -1 && t3 - t0 <= LONGEST_EXCHANGE_MS;
}
