import { BufferingDetector } from './buffering';
import { PlayLatencies } from './latency-estimate';
import type { LagPolicy, PlaybackState } from './playback-state';
import type { SyncedPlayerOptions } from './player-options';
import { Playhead } from './playhead';
import { PutBacks } from './put-backs';
import { RoomLine, type RoomClock } from './room-line';
import { StartSequence } from './start-sequence';
import { StatusReport, type Phase } from './status-report';
import { Steering } from './steering';
import { clampPosition, Timeline } from './timeline';
import { browserTimers, type Timers } from './timers';

const TICK_MS = 23;
const BENDABLE_MS = 400;

/**
 * Keeps a video element on the room's timeline. Nobody else plays, pauses, seeks or changes the rate of the element.
 *
 * A tick looks at the element and acts by phase: `starting` brings the paused element onto the line (StartSequence),
 * `running` bends it (DriftController), `paused` and `ended` only see that it stays. A new state, new metadata, a first
 * clock or an intrusion from outside calls #plan, which chooses the phase anew. Without news, as when the connection is
 * gone, it runs on along the last timeline.
 */
export class SyncedPlayer {
  readonly #head: Playhead;
  readonly #clock: RoomClock;
  readonly #timers: Timers;
  readonly #timeline = new Timeline();
  readonly #room: RoomLine;
  readonly #latencies = new PlayLatencies();
  readonly #steering: Steering;
  readonly #buffering: BufferingDetector;
  readonly #putBacks = new PutBacks();
  readonly #report: StatusReport;

  #phase: Phase = 'idle';
  #blocked = false;
  #destroyed = false;
  #awaitsClock = false;
  #sequence: StartSequence | null = null;
  /** play() has been called and has not answered. */
  #playPending = false;
  #attempt = 0;
  #started: (() => void)[] = [];
  #cancelTick = (): void => {};
  #cancelPlay = (): void => {};
  readonly #cancelWake: () => void;

  constructor(video: HTMLVideoElement, clock: RoomClock, options: SyncedPlayerOptions) {
    this.#clock = clock;
    this.#report = new StatusReport(options.onStatus);
    this.#timers = options.timers ?? browserTimers;
    this.#room = new RoomLine(this.#timeline, clock, this.#timers, options.manualOffsetMs ?? 0);
    this.#head = new Playhead(video, () => this.#putBack());
    this.#steering = new Steering(this.#head, this.#room, this.#timers, this.#latencies, () =>
      this.#look(),
    );
    this.#buffering = new BufferingDetector((stalled) =>
      options.onBuffering(stalled, this.#head.position),
    );
    this.#head.on(['loadedmetadata', 'durationchange', 'emptied'], () => this.#plan());
    this.#head.on(['seeked', 'canplay', 'canplaythrough', 'ended'], () => this.#look());
    // The clock bursts by itself on waking.
    this.#cancelWake = this.#timers.onWake(() => this.#steering.forget());
    this.#tick();
  }

  apply(state: PlaybackState): void {
    const epoch = this.#timeline.current?.epoch;
    const acceptance = this.#timeline.accept(state);
    if (acceptance === 'stale') return;
    if (epoch !== undefined && epoch !== state.epoch) this.#clock.restart();
    if (acceptance === 'changed') this.#plan();
    else if (this.#phase === 'running') this.#followRate();
    this.#look();
  }

  /** The room's position now, seconds. */
  position(): number | null {
    return this.#room.roomPosition(this.#head.duration);
  }

  /** Call from a user gesture after 'tap-to-start'. Resolves when the film follows the room, or was refused again. */
  start(): Promise<void> {
    if (this.#phase === 'running' && !this.#blocked) return Promise.resolve();
    this.#blocked = false;
    this.#putBacks.clear();
    this.#head.unlock();
    const following = new Promise<void>((resolve) => this.#started.push(resolve));
    this.#plan();
    this.#look();
    return following;
  }

  setManualOffset(ms: number): void {
    if (!Number.isFinite(ms)) return;
    this.#room.offsetMs = ms;
    this.#steering.forget(0);
    if (this.#phase === 'starting') this.#plan();
  }

  setLagPolicy(policy: LagPolicy): void {
    this.#steering.chases = policy === 'catch-up';
  }

  /** Jumps to the room at once, whatever is missed by it. */
  catchUp(): void {
    if (this.#phase === 'running') this.#startOver();
  }

  destroy(): void {
    this.#destroyed = true;
    this.#enter('idle');
    this.#cancelTick();
    this.#cancelWake();
    this.#head.release();
    this.#settleStarts();
  }

  #plan(): void {
    const state = this.#timeline.current;
    if (this.#destroyed) return;
    if (state === null || !this.#head.hasMetadata) return this.#enter('idle');
    this.#awaitsClock = state.isPlaying && !this.#room.isKnown;
    if (this.#awaitsClock) return this.#phase === 'running' ? undefined : this.#enter('idle');
    if (!state.isPlaying) return this.#stand('paused', state.timestamp);
    if (this.#isOver()) return this.#stand('ended', this.#head.duration ?? state.timestamp);
    if (this.#blocked) return this.#enter('idle');
    if (this.#mayBend()) return this.#bend();
    this.#enter('starting');
    this.#head.pause();
    this.#steering.setRate(state.playbackRate);
    this.#sequence = new StartSequence(this.#latencies);
    this.#stepStart();
  }

  #startOver(): void {
    this.#enter('idle');
    this.#plan();
  }

  /** Leaves whatever was under way. */
  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#sequence = null;
    this.#attempt++;
    this.#playPending = false;
    this.#cancelPlay();
    this.#steering.stop();
    if (phase !== 'starting' && phase !== 'idle') this.#settleStarts();
  }

  #stand(phase: 'paused' | 'ended', at: number): void {
    this.#head.pause();
    this.#enter(phase);
    this.#steering.setRate(this.#timeline.current?.playbackRate ?? 1);
    this.#head.seekUnlessAt(clampPosition(at, this.#head.duration));
  }

  #isOver(): boolean {
    const duration = this.#head.duration;
    const position = this.#room.positionAt(this.#timers.now(), duration);
    return duration !== null && position !== null && position >= duration;
  }

  /** Already playing, and so near to the new line that nobody need see a pause. */
  #mayBend(): boolean {
    const effectiveAt = this.#room.effectiveAt();
    const error = this.#steering.errorMs();
    if (this.#phase !== 'running' || this.#head.isDisplaced || this.#head.seeking) return false;
    return (
      effectiveAt !== null &&
      effectiveAt <= this.#timers.now() &&
      error !== null &&
      Math.abs(error) <= BENDABLE_MS
    );
  }

  #bend(): void {
    this.#steering.forget();
    this.#followRate();
  }

  #followRate(): void {
    const at = this.#room.effectiveAt();
    const rate = this.#timeline.current?.playbackRate;
    if (at !== null && rate !== undefined) this.#steering.changeRateAt(rate, at);
  }

  #tick(): void {
    this.#cancelTick = this.#timers.after(TICK_MS, () => this.#tick());
    this.#look();
  }

  #look(): void {
    if (this.#destroyed) return;
    if (this.#awaitsClock && this.#room.isKnown) this.#plan();
    if (this.#phase === 'starting') this.#stepStart();
    else if (this.#phase === 'running') this.#steer();
    else if (this.#phase === 'paused' && this.#head.isDisplaced) this.#putBack();
    this.#watchBuffer();
    this.#tellStatus();
  }

  #stepStart(): void {
    const sequence = this.#sequence;
    const now = this.#timers.now();
    const { position, duration } = this.#head;
    if (sequence === null || !this.#room.isKnown) return;
    if (this.#isOver()) return this.#plan();
    const step = sequence.next({
      now,
      position,
      seeking: this.#head.seeking,
      enough: this.#buffering.isEnough(now, this.#head.buffer),
      cold: this.#head.cold,
      roomAt: (local) => this.#room.positionAt(local, duration) ?? position,
      instantOf: (at) => this.#room.instantOf(at) ?? now,
    });
    if (step.kind === 'seek') this.#head.seek(step.to);
    if (step.kind !== 'play') return;
    // Asked again at every tick until then, so that a better clock moves the instant.
    this.#cancelPlay();
    this.#cancelPlay = this.#timers.at(step.at, () => this.#play());
  }

  #play(): void {
    this.#enter('running');
    const attempt = this.#attempt;
    this.#playPending = true;
    this.#steering.begin();
    this.#head.play().then(
      () => {
        if (attempt === this.#attempt) this.#playPending = false;
      },
      (error: unknown) => {
        if (attempt === this.#attempt) this.#refused(error);
      },
    );
  }

  /** Anything but a refusal was a pause from outside or a lost source: the next look sees which. */
  #refused(error: unknown): void {
    this.#playPending = false;
    if (error instanceof Error && error.name === 'NotAllowedError') this.#block();
  }

  #block(): void {
    this.#blocked = true;
    this.#head.pause();
    this.#enter('idle');
    this.#settleStarts();
    this.#tellStatus();
  }

  #steer(): void {
    if (this.#head.ended) return this.#enter('ended');
    if (this.#head.isDisplaced && !this.#playPending) return this.#putBack();
    if (this.#steering.step()) this.#startOver();
  }

  /** Media keys, the browser or another script moved the element. */
  #putBack(): void {
    if (this.#destroyed || this.#playPending || this.#timeline.current === null) return;
    this.#steering.restoreRate();
    if (!this.#head.isDisplaced && !this.#head.seeking) return;
    const isFutile = this.#putBacks.add(this.#timers.now());
    if (isFutile && this.#phase === 'running') return this.#block();
    this.#plan();
  }

  #watchBuffer(): void {
    if (this.#phase === 'idle' || this.#phase === 'ended') return;
    const now = this.#timers.now();
    const shouldMove =
      this.#phase !== 'paused' && now >= (this.#room.effectiveAt() ?? Number.POSITIVE_INFINITY);
    this.#buffering.tick(now, { ...this.#head.buffer, position: this.#head.position, shouldMove });
  }

  #settleStarts(): void {
    for (const resolve of this.#started.splice(0)) resolve();
  }

  #tellStatus(): void {
    const now = this.#timers.now();
    const state = this.#timeline.current;
    this.#report.look(now, {
      phase: this.#phase,
      blocked: this.#blocked,
      waitingFor: state?.hold?.waitingFor.map((viewer) => viewer.name) ?? null,
      roomPlays: state?.isPlaying ?? false,
      beforeStart: now < (this.#room.effectiveAt() ?? now),
      skewMs: this.#steering.skewMs,
      latencyMs: this.#clock.roundTripMs,
    });
  }
}
