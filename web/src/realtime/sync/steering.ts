import { COARSE, DriftController, fineThresholds } from './drift-controller';
import type { PlayLatencies } from './latency-estimate';
import type { Playhead } from './playhead';
import type { RoomLine } from './room-line';
import { SkewMeter } from './skew-meter';
import { StartObserver } from './start-observer';
import type { Timers } from './timers';

/** Half way between what was measured, 70 and 85 ms. */
const RATE_LATENCY_MS = 78;
const AFTER_RATE_CHANGE_MS = 250;
const AFTER_FIRST_MOVE_MS = 60;
const STANDSTILL_MS = 100;

/** The hands of the drift controller: measures the playing element against the room and sets its rate. */
export class Steering {
  readonly #controller = new DriftController();
  readonly #meter = new SkewMeter();
  readonly #observer: StartObserver;
  #base = 1;
  #factor = 1;
  #lastMove = { at: 0, position: -1 };
  #stood = true;
  #cancelRate = (): void => {};
  #cancelNudge = (): void => {};

  constructor(
    private readonly head: Playhead,
    private readonly room: RoomLine,
    private readonly timers: Timers,
    latencies: PlayLatencies,
    private readonly look: () => void,
  ) {
    this.#observer = new StartObserver(latencies);
  }

  set chases(chases: boolean) {
    this.#controller.chases = chases;
  }

  get skewMs(): number | null {
    return this.#meter.skewMs;
  }

  /** Milliseconds of the viewer's time; positive is ahead. */
  errorMs(): number | null {
    const now = this.timers.now();
    const position = this.head.position;
    const target = this.room.positionAt(now, null);
    return target === null ? null : ((position - target) * 1000) / this.room.rateAt(now);
  }

  /** The film no longer plays, or not as before. */
  stop(): void {
    this.#cancelRate();
    this.#observer.abandon();
    this.#meter.clear();
    this.forget();
  }

  /** What was measured says nothing any more. */
  forget(deafMs?: number): void {
    this.#cancelNudge();
    this.#controller.reset(this.timers.now(), deafMs);
    this.setRate(this.#base);
  }

  /** play() is called in this moment. */
  begin(): void {
    const position = this.head.position;
    this.#stood = true;
    this.#lastMove = { at: this.timers.now(), position };
    this.#observer.begin(this.timers.now(), position, this.#base, this.head.cold);
  }

  setRate(base: number, factor = 1): void {
    this.#base = base;
    this.#factor = factor;
    this.head.setRate(base, factor);
  }

  /** After somebody else changed it. */
  restoreRate(): void {
    this.head.setRate(this.#base, this.#factor);
  }

  /** The room's new speed, heard at the local time `at`. */
  changeRateAt(rate: number, at: number): void {
    this.#cancelRate();
    if (rate === this.#base) return;
    this.#cancelRate = this.timers.at(at - RATE_LATENCY_MS, () => {
      this.forget(AFTER_RATE_CHANGE_MS);
      this.setRate(rate);
    });
  }

  /** True when only a seek helps. */
  step(): boolean {
    const error = this.errorMs();
    const now = this.timers.now();
    if (error !== null) this.#meter.add(now, error);
    if (!this.#isMoving(now)) return false;
    this.#observer.sample(now, this.head.position);
    this.#controller.thresholds =
      this.#base === 1 ? fineThresholds(this.room.clockUncertaintyMs) : COARSE;
    const correction = this.#controller.update(now, error);
    if (correction.rateFactor !== this.#factor) this.setRate(this.#base, correction.rateFactor);
    this.#cancelNudge();
    if (correction.until !== null) this.#cancelNudge = this.timers.at(correction.until, this.look);
    return correction.seek;
  }

  /** A film that stood is not measured until it has run for a moment. */
  #isMoving(now: number): boolean {
    const position = this.head.position;
    const moved = position !== this.#lastMove.position;
    if (moved) this.#lastMove = { at: now, position };
    if (now - this.#lastMove.at > STANDSTILL_MS || this.head.seeking) this.#stood = true;
    if (this.#stood) {
      this.forget();
      if (moved) this.#controller.started(now, AFTER_FIRST_MOVE_MS);
      this.#stood = !moved;
    }
    return !this.#stood;
  }
}
