const key = 'matinee.sound-offset';

/** Milliseconds. Negative for a screen that lags behind its sound. */
export const soundOffsetRange = { min: -200, max: 500, step: 5 } as const;

/** By how much this viewer's sound is late, as the viewer has set or measured it: one value for this browser. */
export class SoundOffset {
  #ms = $state(0);
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#ms = read(storage.getItem(key));
  }

  get ms(): number {
    return this.#ms;
  }

  set ms(value: number) {
    this.#ms = clamped(value);
    this.#storage.setItem(key, String(this.#ms));
  }

  /** Another tab has written; null where it was cleared. */
  heard(event: Pick<StorageEvent, 'key' | 'newValue'>): void {
    if (event.key === key || event.key === null) this.#ms = read(event.newValue);
  }
}

const read = (stored: string | null): number => clamped(Number(stored ?? 0));

function clamped(ms: number): number {
  if (!Number.isFinite(ms)) return 0;
  return Math.min(soundOffsetRange.max, Math.max(soundOffsetRange.min, Math.round(ms)));
}
