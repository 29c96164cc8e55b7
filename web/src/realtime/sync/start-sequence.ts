import type { PlayLatencies } from './latency-estimate';

/** The room's line on the local clock, as the sequence sees it at one moment. */
export interface StartView {
  now: number;
  /** Position of the paused element, seconds. */
  position: number;
  seeking: boolean;
  enough: boolean;
  /** No sound has been put out since the last seek or load. */
  cold: boolean;
  /** Where the room is at a local time. */
  roomAt(local: number): number;
  /** The local time at which the room passes a position; extends before its start. */
  instantOf(position: number): number;
}

export type StartStep =
  { kind: 'seek'; to: number } | { kind: 'wait' } | { kind: 'play'; at: number };

/** A paused element this little ahead is not moved: the room comes to it. */
const WORTH_WAITING_MS = 150;
/** Before the room starts, this far from its first frame is still that frame. */
const SAME_FRAME_S = 0.002;
const MARGIN_MS = 20;
/** Starting this much late and bending afterwards is better than another seek. */
const SLACK_MS = 12;
const ATTEMPTS = 3;

/**
 * Brings a paused element onto a playing line: to a position that the room has not reached yet, and when everything is
 * buffered, play() earlier than the room's arrival by what play() takes on this device. A seek of a playing element
 * would land late by an unknown amount instead. When loading took longer than the head start, the next target is
 * further ahead; after three tries it plays late, and the drift controller sees to the rest.
 */
export class StartSequence {
  #target: number | null = null;
  #sought = false;
  #seekAt = 0;
  #loadedMs: number | null = null;
  #attempts = 0;

  constructor(private readonly latencies: PlayLatencies) {}

  next(view: StartView): StartStep {
    if (this.#target === null) return this.#begin(view);
    if (view.seeking || !view.enough) return { kind: 'wait' };
    if (this.#sought && this.#loadedMs === null) {
      this.#loadedMs = view.now - this.#seekAt;
      this.latencies.seek.add(this.#loadedMs);
    }
    const at = this.#playInstant(view);
    if (at >= view.now - SLACK_MS || this.#attempts >= ATTEMPTS) return { kind: 'play', at };
    return this.#seek(view);
  }

  #begin(view: StartView): StartStep {
    const wait = this.#playInstant(view) - view.now;
    const roomStands = view.roomAt(view.now) === view.roomAt(view.now + this.#headStart());
    const near = Math.abs(view.position - view.roomAt(view.now)) < SAME_FRAME_S;
    if (
      !view.seeking &&
      (roomStands ? near : view.enough && wait >= -SLACK_MS && wait <= WORTH_WAITING_MS)
    ) {
      this.#target = view.position;
      return { kind: 'wait' };
    }
    return this.#seek(view);
  }

  #seek(view: StartView): StartStep {
    this.#attempts++;
    this.#target = view.roomAt(view.now + this.#headStart());
    this.#sought = true;
    this.#loadedMs = null;
    this.#seekAt = view.now;
    return { kind: 'seek', to: this.#target };
  }

  #headStart(): number {
    return this.latencies.seek.worst + this.latencies.cold.typical + MARGIN_MS;
  }

  #playInstant(view: StartView): number {
    const latency = view.cold || this.#sought ? this.latencies.cold : this.latencies.warm;
    return view.instantOf(view.position) - latency.typical;
  }
}
