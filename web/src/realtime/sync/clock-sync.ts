import { ClockFilter, roundTrip } from './clock-filter';
import { median } from './median';
import { browserTimers, type Timers } from './timers';

const BURST_PINGS = 12;
const BURST_EVERY_MS = 80;
const EARLY_MS = 30_000;
const CERTAIN_EVERY_MS = { early: 2000, late: 10_000 };
/** Under jitter twelve answers say too little: each more narrows the gap between the envelopes. */
const UNCERTAIN_MS = 0.7;
const UNCERTAIN_EVERY_MS = { early: 250, late: 2000 };
/** An answer is late after this, and one late answer may be outstanding; with two the line is taken for dead. */
const OVERDUE_MS = 2000;
const ABANDONED_MS = 10_000;
const JUMP_COOLDOWN_MS = 30_000;

export interface ClockSyncOptions {
  timers?: Timers;
  /** 0..1, spreads the pings of many viewers. */
  random?: () => number;
}

/** Milliseconds to the next question, by the time since the burst began and how well the clock is known. */
export function pauseAfterBurst(sinceBurst: number, uncertaintyMs: number): number {
  const pace = uncertaintyMs > UNCERTAIN_MS ? UNCERTAIN_EVERY_MS : CERTAIN_EVERY_MS;
  return sinceBurst < EARLY_MS ? pace.early : pace.late;
}

/**
 * Asks the server for its time on a schedule: a burst, then every 2 s for half a minute, then every 10 s; more often
 * while jitter leaves the answer uncertain.
 */
export class ClockSync {
  readonly #exchange: (t0: number) => Promise<{ t1: number; t2: number }>;
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #filter = new ClockFilter();
  readonly #outstanding = new Set<number>();
  #recent: number[] = [];
  #running = false;
  #burstLeft = 0;
  #burstAt = Number.NEGATIVE_INFINITY;
  #cancelNext = (): void => {};
  #cancelWake = (): void => {};
  /** Answers to questions of an earlier clock are dropped. */
  #generation = 0;

  constructor(
    exchange: (t0: number) => Promise<{ t1: number; t2: number }>,
    options: ClockSyncOptions = {},
  ) {
    this.#exchange = exchange;
    this.#timers = options.timers ?? browserTimers;
    this.#random = options.random ?? Math.random;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#cancelWake = this.#timers.onWake(() => this.burst());
    this.burst();
  }

  stop(): void {
    this.#running = false;
    this.#generation++;
    this.#outstanding.clear();
    this.#cancelNext();
    this.#cancelWake();
  }

  /** Twelve pings at once, and the schedule from its start: after a reconnect, for instance. */
  burst(): void {
    if (!this.#running) return;
    this.#burstLeft = BURST_PINGS;
    this.#burstAt = this.#timers.now();
    this.#recent = [];
    this.#cancelNext();
    this.#ping();
  }

  /** Forgets the server's clock and asks anew: the server was restarted. */
  restart(): void {
    this.#filter.reset();
    this.#generation++;
    this.#outstanding.clear();
    this.burst();
  }

  get roundTripMs(): number | null {
    return this.#filter.roundTripMs;
  }

  get uncertaintyMs(): number {
    return this.#filter.uncertaintyMs;
  }

  /** Server-clock milliseconds; null until the estimate is worth using. */
  serverNow(): number | null {
    const now = this.#timers.now();
    const offset = this.#filter.offsetAt(now);
    return offset === null ? null : now + offset;
  }

  #ping(): void {
    const now = this.#timers.now();
    this.#burstLeft = Math.max(0, this.#burstLeft - 1);
    this.#cancelNext = this.#timers.after(this.#pause(now), () => this.#ping());
    if (this.#lateAnswers(now) < 2) void this.#ask(now, this.#generation);
  }

  #pause(now: number): number {
    if (this.#burstLeft > 0) return BURST_EVERY_MS;
    return (
      pauseAfterBurst(now - this.#burstAt, this.#filter.uncertaintyMs) *
      (0.95 + 0.1 * this.#random())
    );
  }

  #lateAnswers(now: number): number {
    let late = 0;
    for (const sent of this.#outstanding) {
      if (now - sent > ABANDONED_MS) this.#outstanding.delete(sent);
      else if (now - sent > OVERDUE_MS) late++;
    }
    return late;
  }

  async #ask(t0: number, generation: number): Promise<void> {
    this.#outstanding.add(t0);
    try {
      const { t1, t2 } = await this.#exchange(t0);
      if (generation !== this.#generation) return;
      this.#learn({ t0, t1, t2, t3: this.#timers.now() });
    } catch {
      // No connection: the line runs on, and the schedule asks again.
    } finally {
      if (generation === this.#generation) this.#outstanding.delete(t0);
    }
  }

  #learn(sample: { t0: number; t1: number; t2: number; t3: number }): void {
    const verdict = this.#filter.add(sample);
    if (verdict === 'rejected') return;
    const jumped = this.#roundTripJumped(roundTrip(sample));
    const rested = this.#timers.now() - this.#burstAt > (jumped ? JUMP_COOLDOWN_MS : OVERDUE_MS);
    if ((jumped || verdict !== 'accepted') && rested) this.burst();
  }

  /** Three in a row well away from what was usual: another path, so another floor. */
  #roundTripJumped(rtt: number): boolean {
    this.#recent = [...this.#recent, rtt].slice(-16);
    const usual = median(this.#recent.slice(0, -3));
    if (usual === null || this.#recent.length < 8) return false;
    const last = this.#recent.slice(-3);
    const margin = Math.max(20, usual / 2);
    return last.every((r) => r > usual + margin) || last.every((r) => r < usual - margin);
  }
}
