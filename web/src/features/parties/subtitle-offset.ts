/** A cue as browsers keep it; its times are seconds and may be written. */
export interface TimedCue {
  startTime: number;
  endTime: number;
}

export const offsetRange = { min: -60, max: 60, step: 0.1 } as const;

/** Seconds, in whole steps. */
export function clampedOffset(seconds: number): number {
  if (!Number.isFinite(seconds)) return 0;
  const within = Math.min(offsetRange.max, Math.max(offsetRange.min, seconds));
  // Adding zero makes -0 a 0.
  return Math.round(within * 10) / 10 + 0;
}

export const steppedOffset = (seconds: number, direction: 1 | -1): number =>
  clampedOffset(seconds + direction * offsetRange.step);

/** "+0.3 s", "−1.0 s", "0.0 s". */
export function offsetText(seconds: number): string {
  const sign = seconds > 0 ? '+' : seconds < 0 ? '−' : '';
  return `${sign}${Math.abs(seconds).toFixed(1)} s`;
}

/** Remembers when cues were written to show, so that many small steps do not add up to an error. */
export class CueShift {
  readonly #written = new WeakMap<object, { start: number; end: number }>();

  /** Shows every cue so many seconds after the time that is written for it; earlier when below zero. */
  apply(cues: Iterable<TimedCue>, seconds: number): void {
    for (const cue of cues) {
      let written = this.#written.get(cue);
      if (!written) {
        written = { start: cue.startTime, end: cue.endTime };
        this.#written.set(cue, written);
      }
      cue.startTime = Math.max(0, written.start + seconds);
      cue.endTime = Math.max(0, written.end + seconds);
    }
  }
}
