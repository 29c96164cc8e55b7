import type { Timers } from './timers';
import type { Timeline } from './timeline';

export interface RoomClock {
  serverNow(): number | null;
  readonly roundTripMs: number | null;
  /** One standard deviation of the server's time. */
  readonly uncertaintyMs: number;
  burst(): void;
  restart(): void;
}

/** The timeline on the local clock: where this viewer should be at a local time. */
export class RoomLine {
  constructor(
    private readonly timeline: Timeline,
    private readonly clock: RoomClock,
    private readonly timers: Timers,
    /** How much earlier than the room this viewer plays, ms: what its loudspeaker adds. */
    public offsetMs: number,
  ) {}

  get isKnown(): boolean {
    return this.timeline.current !== null && this.clock.serverNow() !== null;
  }

  get clockUncertaintyMs(): number {
    return this.clock.uncertaintyMs;
  }

  positionAt(local: number, duration: number | null): number | null {
    const server = this.#serverAt(local);
    return server === null ? null : this.timeline.positionAt(server, duration);
  }

  /** The room's own position, without this viewer's offset. A paused room needs no clock. */
  roomPosition(duration: number | null): number | null {
    const state = this.timeline.current;
    const server =
      this.clock.serverNow() ?? (state?.isPlaying === false ? state.effectiveAt : null);
    return server === null ? null : this.timeline.positionAt(server, duration);
  }

  instantOf(position: number): number | null {
    const server = this.timeline.instantOf(position);
    return server === null ? null : this.localOf(server);
  }

  rateAt(local: number): number {
    const server = this.#serverAt(local);
    return server === null
      ? (this.timeline.current?.playbackRate ?? 1)
      : this.timeline.rateAt(server);
  }

  /** When the newest state takes effect here. */
  effectiveAt(): number | null {
    const state = this.timeline.current;
    return state === null ? null : this.localOf(state.effectiveAt);
  }

  localOf(server: number): number | null {
    const serverNow = this.clock.serverNow();
    return serverNow === null ? null : this.timers.now() + (server - serverNow) - this.offsetMs;
  }

  #serverAt(local: number): number | null {
    const serverNow = this.clock.serverNow();
    return serverNow === null ? null : serverNow + (local - this.timers.now()) + this.offsetMs;
  }
}
