import { describeError } from '@/lib/describe-error';
import type { Credential } from '@/lib/http';
import { addSubtitle, listSubtitles } from '@/lib/subtitles-api';
import { Captions } from './captions.svelte';
import { findStream } from './parties-api';
import { SegmentedFilm } from './segmented-film.svelte';

/** How often a film that stops loading is asked for again before its viewer is told. */
const most = 3;
const pauseMs = 1_300;

/** The film's addresses. They expire after some hours: then the player asks for new ones. */
export class Film {
  /** Of the file itself; null while it is not known or segments are played. */
  url = $state<string | null>(null);
  /** Of the HLS playlist, when segments are played. */
  playlist = $state<string | null>(null);
  /** This viewer may add subtitles. */
  canEdit = $state(false);
  storyboard = $state<string | null>(null);
  readonly segments = new SegmentedFilm();
  readonly captions: Captions;
  fault = $state('');
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #id: () => string;
  readonly #credential: Credential;

  /** `id` is the film's in the library, empty as long as nobody knows it. */
  constructor(id: () => string, credential: Credential, storage: Storage) {
    this.#id = id;
    this.#credential = credential;
    this.captions = new Captions(storage);
  }

  async load(): Promise<void> {
    clearTimeout(this.#timer);
    this.fault = '';
    try {
      const stream = await findStream(this.#id(), this.#credential);
      // One size is played best as the file that it is: nothing has to be chosen, and nothing assembled.
      const isFile =
        stream.hls_url === null || (stream.plays_directly && stream.quality_variants.length < 2);
      this.url = isFile ? stream.streaming_url : null;
      this.playlist = isFile ? null : stream.hls_url;
      this.captions.offer(this.#id(), stream.subtitles);
      this.canEdit = stream.can_edit;
      this.storyboard = stream.storyboard_url;
    } catch (error) {
      this.fault = describeError(error);
    }
  }

  /** Others may have added some since. */
  async refreshSubtitles(): Promise<void> {
    this.captions.offer(this.#id(), await listSubtitles(this.#id(), this.#credential));
  }

  /** Shows them at once to who has added them. */
  async addSubtitles(file: File): Promise<void> {
    const added = await addSubtitle(this.#id(), file, this.#credential);
    await this.refreshSubtitles();
    this.captions.choose(added.id);
  }

  /** The video element gave up. */
  broke(): void {
    this.#tries += 1;
    if (this.#tries > most) {
      this.fault = describeError(null);
      return;
    }
    this.#timer = setTimeout(() => void this.load(), pauseMs * this.#tries);
  }

  worked(): void {
    this.#tries = 0;
  }

  retry(): void {
    this.#tries = 0;
    void this.load();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
