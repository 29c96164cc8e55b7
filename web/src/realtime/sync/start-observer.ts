import type { PlayLatencies } from './latency-estimate';
import { median } from './median';

const LISTEN_MS = 120;

/** Watches the first moments after play() and learns how long it took to move. */
export class StartObserver {
  #begun: { at: number; position: number; rate: number; cold: boolean } | null = null;
  #movedAt: number | null = null;
  #seen: number[] = [];

  constructor(private readonly latencies: PlayLatencies) {}

  begin(at: number, position: number, rate: number, cold: boolean): void {
    this.#begun = { at, position, rate, cold };
    this.#movedAt = null;
    this.#seen = [];
  }

  abandon(): void {
    this.#begun = null;
  }

  sample(now: number, position: number): void {
    const begun = this.#begun;
    if (begun === null || position <= begun.position) return;
    this.#movedAt ??= now;
    this.#seen.push(now - begun.at - ((position - begun.position) * 1000) / begun.rate);
    if (now - this.#movedAt < LISTEN_MS) return;
    const latency = median(this.#seen.slice(1));
    if (latency !== null) (begun.cold ? this.latencies.cold : this.latencies.warm).add(latency);
    this.#begun = null;
  }
}
