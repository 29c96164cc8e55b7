/** Seconds between two beats: one flash a second, far below what is dangerous to anybody (three). */
const PERIOD_S = 1;
/** How long a flash is lit. */
const FLASH_S = 0.09;

/**
 * Beats on one clock, in its seconds. A beat's flash stands still; its sound comes earlier by the offset under test, so that
 * loudspeakers that are late by just that let both be noticed at once.
 */
export class Metronome {
  #next = 0;

  /** @param first when the first flash is lit */
  constructor(private readonly first: number) {}

  /** When the sounds start that are due before `until`: each beat once, and none that is over already. */
  sounds(now: number, until: number, offsetMs: number): number[] {
    const due: number[] = [];
    for (; this.#flash(this.#next) - offsetMs / 1000 < until; this.#next++) {
      const at = this.#flash(this.#next) - offsetMs / 1000;
      if (at >= now) due.push(at);
    }
    return due;
  }

  isLit(now: number): boolean {
    return now >= this.first && (now - this.first) % PERIOD_S < FLASH_S;
  }

  #flash(beat: number): number {
    return this.first + beat * PERIOD_S;
  }
}
