import type { Subtitle } from '@/wire/videos';
import { clampedOffset, CueShift, steppedOffset } from './subtitle-offset';

const choiceKey = 'matinee.subtitles';
const offsetsKey = 'matinee.subtitle-offsets';
/** Films whose offsets are kept; the oldest is forgotten first. */
const mostOffsets = 100;

/** What the viewer wants to read wherever there is a choice: a language, nothing, or what the film suggests. */
type Choice = { language: string } | 'off' | null;

/** Which subtitles this viewer reads, and by how much they are shifted. */
export class Captions {
  tracks = $state.raw<readonly Subtitle[]>([]);
  /** Id of the track that shows; null when none does. */
  current = $state<string | null>(null);
  /** Seconds; later above zero. */
  offset = $state(0);
  readonly #shift = new CueShift();
  readonly #storage: Storage;
  #filmId = '';

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Takes what the film offers now. A track that shows goes on showing while it is there. */
  offer(filmId: string, tracks: readonly Subtitle[]): void {
    const isSameFilm = filmId === this.#filmId;
    this.tracks = tracks;
    if (!isSameFilm) {
      this.#filmId = filmId;
      this.offset = clampedOffset(this.#offsets().find(([id]) => id === filmId)?.[1] ?? 0);
    }
    if (isSameFilm && tracks.some(({ id }) => id === this.current)) return;
    this.current = wanted(tracks, this.#choice())?.id ?? null;
  }

  /** Remembered for the next film, too. */
  choose(id: string | null): void {
    const track = this.tracks.find((one) => one.id === id);
    const choice: Choice = track ? { language: track.language } : 'off';
    this.#storage.setItem(choiceKey, JSON.stringify(choice));
    this.current = track?.id ?? wanted(this.tracks, 'off')?.id ?? null;
  }

  step(direction: 1 | -1): void {
    this.#keepOffset(steppedOffset(this.offset, direction));
  }

  reset(): void {
    this.#keepOffset(0);
  }

  /** Shows the chosen one of the element's tracks, shifted. Called again when cues have come in. */
  show(elements: Iterable<{ id: string; track: TextTrack }>): void {
    for (const { id, track } of elements) {
      track.mode = id === this.current ? 'showing' : 'disabled';
      if (id === this.current && track.cues) this.#shift.apply(Array.from(track.cues), this.offset);
    }
  }

  #keepOffset(seconds: number): void {
    this.offset = seconds;
    const others = this.#offsets().filter(([id]) => id !== this.#filmId);
    const kept = seconds === 0 ? others : [...others, [this.#filmId, seconds]];
    this.#storage.setItem(offsetsKey, JSON.stringify(kept.slice(-mostOffsets)));
  }

  #choice(): Choice {
    const stored = parsed(this.#storage.getItem(choiceKey));
    if (stored === 'off') return 'off';
    return isRecord(stored) && typeof stored['language'] === 'string'
      ? { language: stored['language'] }
      : null;
  }

  #offsets(): [string, number][] {
    const stored = parsed(this.#storage.getItem(offsetsKey));
    return Array.isArray(stored) ? stored.filter(isOffset) : [];
  }
}

/** Forced subtitles show to who reads none: they are what nobody in the film would understand either. */
function wanted(tracks: readonly Subtitle[], choice: Choice): Subtitle | undefined {
  const forced = tracks.find((track) => track.is_forced);
  if (choice === 'off') return forced;
  const suggested = tracks.find((track) => track.is_default) ?? forced;
  if (choice === null) return suggested;
  const whole = tracks.filter((track) => !track.is_forced);
  const primary = choice.language.split('-')[0];
  return (
    whole.find(({ language }) => language === choice.language) ??
    whole.find(({ language }) => language.split('-')[0] === primary) ??
    suggested
  );
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isOffset = (value: unknown): value is [string, number] =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';
