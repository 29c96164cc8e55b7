import type { Timers } from '../timers';

/** Time that moves only when a test says so; promises settle between two timers. */
export class VirtualTimers implements Timers {
  #now = 1000;
  #order = 0;
  #waiting: { at: number; order: number; run: () => void }[] = [];
  #wake = new Set<() => void>();

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    return this.at(this.#now + ms, run);
  }

  at(instant: number, run: () => void): () => void {
    const entry = { at: Math.max(instant, this.#now), order: this.#order++, run };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((e) => e !== entry);
    };
  }

  onWake(run: () => void): () => void {
    this.#wake.add(run);
    return () => this.#wake.delete(run);
  }

  wake(): void {
    for (const run of this.#wake) run();
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settlePromises();
      const next = this.#waiting.sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined || next.at > end) break;
      this.#waiting.shift();
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
    await settlePromises();
  }
}

async function settlePromises(): Promise<void> {
  for (let i = 0; i < 4; i++) await Promise.resolve();
}
