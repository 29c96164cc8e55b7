import type { Person, Playback } from '@/wire/party';

interface Seek {
  by: Person;
  /** Seconds. */
  to: number;
}

/** The seek that may still be taken back, for as long as it may be. */
export class LastSeek {
  shown = $state.raw<Seek | null>(null);
  #until = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  heard({ undo, timestamp, serverTime }: Playback): void {
    if (!undo) return this.hide();
    // The same seek, told with a later state.
    if (undo.until === this.#until) return;
    this.hide();
    this.#until = undo.until;
    this.shown = { by: undo.by, to: timestamp };
    this.#timer = setTimeout(() => (this.shown = null), undo.until - serverTime);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.shown = null;
  }
}
