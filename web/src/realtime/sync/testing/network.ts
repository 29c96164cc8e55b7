import type { VirtualTimers } from './virtual-timers';

/** Milliseconds that a message takes one way. */
export type Delay = () => number;

/** A base and jitter above it, as of queues: exponential, with that mean. */
export function jittery(base: number, mean: number, random: () => number): Delay {
  return () => base - mean * Math.log(1 - random());
}

export function spread(centre: number, reach: number, random: () => number): Delay {
  return () => centre + (2 * random() - 1) * reach;
}

/** Now and then a message is lost, and all behind it wait until it was sent again. */
export function lossy(delay: Delay, share: number, againMs: number, random: () => number): Delay {
  return () => delay() + (random() < share ? againMs : 0);
}

/** One direction of a connection: what is sent first arrives first. */
export class Line {
  #last = 0;

  constructor(
    private readonly timers: VirtualTimers,
    private readonly delay: Delay,
  ) {}

  send(deliver: () => void): void {
    this.#last = Math.max(this.#last, this.timers.now() + this.delay());
    this.timers.at(this.#last, deliver);
  }
}
