import { median } from './median';

export interface Correction {
  /** Times the room's rate. */
  rateFactor: number;
  /** When the factor is not 1: the local time at which it has done its work. */
  until: number | null;
  /** The film is too far off for a change of rate. */
  seek: boolean;
}

export interface DriftThresholds {
  enterMs: number;
  leaveMs: number;
}

/** At rate 1. A clock that is known to a millisecond or two would have a closer film follow its errors. */
export function fineThresholds(clockUncertaintyMs: number): DriftThresholds {
  const enterMs = Math.min(Math.max(2, 1.5 * clockUncertaintyMs), 4);
  return { enterMs, leaveMs: 0.35 * enterMs };
}

/** With the pitch kept, currentTime jitters by 2 to 10 ms, and the median over the window by 2. */
export const COARSE: DriftThresholds = { enterMs: 6, leaveMs: 2.5 };

interface Sample {
  at: number;
  error: number;
}

interface Nudge {
  factor: number;
  since: number;
  until: number;
  error: number;
}

const WINDOW_MS = 500;
/** An error well above the noise need not wait for the whole window. */
const SHORT_WINDOW_MS = 220;
const PLAIN_ERROR_MS = 8;
const FEWEST_SAMPLES = 6;
const SMALL_MS = 40;
/** Just after a start or a seek, which everybody noticed, time is worth more than a hundredth of pitch. */
const HURRIED_RATE = { least: 0.01, most: 0.04, durationMs: 500 };
const HURRY_MS = 1500;
const SEEK_MS = 400;
const GENTLE_RATE = 0.005;
const GENTLE_MS = 10;
const SMALL_RATE = 0.01;
/** Enough to be near within 1.5 s of a start that went wrong, and no more than 5 %. */
const LARGE_RATE = { least: 0.03, most: 0.05, durationMs: 1500 };
/** A stall that 5 % does not make up within four seconds, what it takes to see it included. */
const STALL_MS = 150;
const STALL_RATE = { least: 0.05, most: 0.085, durationMs: 2800 };
/** Fast enough to arrive, and with the pitch kept still good to listen to. */
const CHASE_RATES = { near: 0.1, far: 0.25, farMs: 3000 };
const CHASE_ENDS_MS = 100;
/** The pitch is let go again, which moves the film by some 20 ms. */
const AFTER_CHASE_MS = 300;
/** Further behind than this nobody wants to sit through everything. */
const LONGEST_CHASE_MS = 30_000;
/** An element that takes so much longer than it should does not obey. */
const CHASE_PATIENCE = 1.5;
/** Just after a start everybody is still finding their seat. */
const LATE_START_RATE = { least: 0.03, most: 0.09, durationMs: 1000 };
/** Neither noise nor a correction moves a film so far between two looks. */
const JUMP_MS = 25;
const JUMP_SAMPLES = 3;
/** A rate takes 70 to 85 ms to be heard, going and coming. */
const SETTLE_MS = 150;
const SEEK_EVERY_MS = 3000;
const LONGEST_SEEK_PAUSE_MS = 24_000;
const VERIFIABLE_MS = 3;
const FUTILE_SHARE = 0.4;
const FUTILE_NUDGES = 2;
const GIVE_UP_MS = 30_000;
const LONGEST_GIVE_UP_MS = 240_000;

/**
 * Decides from the error against the room (ms, positive is ahead) how to play. One nudge at a time: a rate for as long as
 * it takes to make up the median error, then back to 1, then look again. Nothing is measured while a nudge runs,
 * so there is no loop that could hunt; a nudge starts above `enterMs`, and the series ends below `leaveMs`.
 */
export class DriftController {
  #samples: Sample[] = [];
  #deafUntil = Number.NEGATIVE_INFINITY;
  #hurryUntil = Number.NEGATIVE_INFINITY;
  #nudge: Nudge | null = null;
  #correcting = false;
  #toVerify: { error: number; made: number } | null = null;
  #futile = 0;
  #giveUpMs = GIVE_UP_MS;
  #noNudgesUntil = Number.NEGATIVE_INFINITY;
  #seekAt = Number.NEGATIVE_INFINITY;
  #seekPauseMs = SEEK_EVERY_MS;
  #chase: { rate: number; until: number } | null = null;
  thresholds: DriftThresholds = fineThresholds(0);
  /** Who is far behind plays faster, and misses nothing, instead of jumping. */
  chases = false;

  /** Call a few dozen times a second while the film moves; null when the error could not be measured. */
  update(now: number, errorMs: number | null): Correction {
    if (this.#nudge !== null) {
      if (now < this.#nudge.until) return this.#state();
      this.#endNudge(now);
    }
    if (errorMs === null || !Number.isFinite(errorMs) || now < this.#deafUntil)
      return this.#state();
    this.#samples = this.#samples.filter((s) => now - s.at < WINDOW_MS);
    this.#samples.push({ at: now, error: errorMs });
    if (this.#chase === null) this.#samples = sinceTheLastJump(this.#samples);
    const error = this.#settledError(now);
    if (error === null) return this.#state();
    return this.#chase === null ? this.#decide(now, error) : this.#goOnChasing(now, error);
  }

  /** The film was moved, stalled or started: what was seen before says nothing. */
  reset(now: number, deafMs = SETTLE_MS): void {
    this.#samples = [];
    this.#nudge = null;
    this.#chase = null;
    this.#toVerify = null;
    this.#correcting = false;
    this.#deafUntil = now + deafMs;
  }

  /** The film has just begun to move. */
  started(now: number, deafMs: number): void {
    this.reset(now, deafMs);
    this.#hurryUntil = now + HURRY_MS;
  }

  #hurries(now: number): boolean {
    return now < this.#hurryUntil;
  }

  #state(): Correction {
    const rateFactor = this.#nudge?.factor ?? 1 + (this.#chase?.rate ?? 0);
    return { rateFactor, until: this.#nudge?.until ?? null, seek: false };
  }

  #settledError(now: number): number | null {
    const first = this.#samples[0];
    if (first === undefined || this.#samples.length < FEWEST_SAMPLES) return null;
    const error = median(this.#samples.map((s) => s.error));
    if (error === null) return null;
    const agreeing = this.#samples.filter(
      (s) => s.error / error > 0.5 && s.error / error < 2,
    ).length;
    const plain =
      Math.abs(error) >=
        Math.max(this.#hurries(now) ? 0 : PLAIN_ERROR_MS, this.thresholds.enterMs) &&
      agreeing >= 0.8 * this.#samples.length;
    return now - first.at >= (plain ? SHORT_WINDOW_MS : WINDOW_MS * 0.9) ? error : null;
  }

  #decide(now: number, error: number): Correction {
    this.#verify(now, error);
    const size = Math.abs(error);
    if (size <= SMALL_MS) this.#seekPauseMs = SEEK_EVERY_MS;
    if (size > SEEK_MS)
      return this.#mayChase(error) ? this.#startChase(now, size) : this.#seek(now);
    this.#correcting =
      size > (this.#correcting ? this.thresholds.leaveMs : this.thresholds.enterMs);
    if (this.#correcting && now >= this.#noNudgesUntil) this.#startNudge(now, error);
    return this.#state();
  }

  #mayChase(error: number): boolean {
    return this.chases && error < 0 && -error <= LONGEST_CHASE_MS;
  }

  #startChase(now: number, size: number): Correction {
    const rate = size > CHASE_RATES.farMs ? CHASE_RATES.far : CHASE_RATES.near;
    this.#chase = { rate, until: now + (size / rate) * CHASE_PATIENCE };
    return this.#state();
  }

  #goOnChasing(now: number, error: number): Correction {
    if (now > (this.#chase?.until ?? now)) return this.#seek(now);
    if (error > -CHASE_ENDS_MS) this.reset(now, AFTER_CHASE_MS);
    return this.#state();
  }

  #seek(now: number): Correction {
    if (now - this.#seekAt < this.#seekPauseMs) return this.#state();
    // A device that cannot keep up is left behind more and more patiently.
    const again = now - this.#seekAt < this.#seekPauseMs * 2;
    this.#seekPauseMs = again
      ? Math.min(this.#seekPauseMs * 2, LONGEST_SEEK_PAUSE_MS)
      : SEEK_EVERY_MS;
    this.#seekAt = now;
    this.reset(now);
    return { ...this.#state(), seek: true };
  }

  #startNudge(now: number, error: number): void {
    const size = Math.abs(error);
    const rate = this.#hurries(now) ? hurriedRate(size) : nudgeRate(size);
    this.#nudge = {
      factor: 1 - Math.sign(error) * rate,
      since: now,
      until: now + size / rate,
      error,
    };
    this.#samples = [];
  }

  #endNudge(now: number): void {
    const nudge = this.#nudge;
    if (nudge === null) return;
    this.#toVerify = { error: nudge.error, made: (nudge.factor - 1) * (now - nudge.since) };
    this.#nudge = null;
    this.#samples = [];
    this.#deafUntil = now + SETTLE_MS;
  }

  #verify(now: number, error: number): void {
    const check = this.#toVerify;
    this.#toVerify = null;
    if (check === null || Math.abs(check.made) < VERIFIABLE_MS) return;
    const share = (error - check.error) / check.made;
    if (share >= FUTILE_SHARE) {
      this.#futile = 0;
      this.#giveUpMs = GIVE_UP_MS;
    } else if (++this.#futile >= FUTILE_NUDGES) {
      this.#futile = 0;
      this.#noNudgesUntil = now + this.#giveUpMs;
      this.#giveUpMs = Math.min(this.#giveUpMs * 2, LONGEST_GIVE_UP_MS);
    }
  }
}

/** A film that stalled and goes on is as far off as it is now; half of what was seen before would be half of the truth. */
function sinceTheLastJump(samples: Sample[]): Sample[] {
  const after = samples.slice(-JUMP_SAMPLES);
  const before = median(samples.slice(0, -JUMP_SAMPLES).map((s) => s.error));
  if (before === null) return samples;
  const jumped =
    after.every((s) => s.error - before > JUMP_MS) ||
    after.every((s) => before - s.error > JUMP_MS);
  return jumped ? after : samples;
}

function hurriedRate(size: number): number {
  return rateFor(size, size <= SMALL_MS ? HURRIED_RATE : LATE_START_RATE);
}

function nudgeRate(size: number): number {
  if (size <= GENTLE_MS) return GENTLE_RATE;
  if (size <= SMALL_MS) return SMALL_RATE;
  return rateFor(size, size <= STALL_MS ? LARGE_RATE : STALL_RATE);
}

function rateFor(
  size: number,
  { least, most, durationMs }: { least: number; most: number; durationMs: number },
): number {
  return Math.min(Math.max(size / durationMs, least), most);
}
