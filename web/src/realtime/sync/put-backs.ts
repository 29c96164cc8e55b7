/** More put-backs than this in ten seconds, and the browser means it: only a gesture helps. */
const MOST = 4;
const WINDOW_MS = 10_000;

/** How often the element had to be put back onto the timeline of late. */
export class PutBacks {
  #times: number[] = [];

  /** Counts one; true when there were too many. */
  add(now: number): boolean {
    this.#times = [...this.#times.filter((at) => now - at < WINDOW_MS), now];
    return this.#times.length > MOST;
  }

  clear(): void {
    this.#times = [];
  }
}
