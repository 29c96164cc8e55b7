import { describeError } from '@/lib/describe-error';
import type { Credential } from '@/lib/http';
import { addSubtitle, listSubtitles } from '@/lib/subtitles-api';
import type { VideoStreamInfo } from '@/wire/videos';
import { Captions } from './captions.svelte';
import { findStream } from './parties-api';
import { SegmentedFilm } from './segmented-film.svelte';

/** How often a film that stops loading is asked for again before its viewer is told. */
const most = 3;
const pauseMs = 1_300;
/** How often a film is asked for that is still being made better. */
const growthMs = 12_000;

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
  /** Sizes were made since the film was loaded. Taking them interrupts it, so that waits for a moment at which nobody minds. */
  hasMore = $state(false);
  /** Counts what the player has to load anew. */
  version = $state(0);
  fault = $state('');
  #sizes = 0;
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
      const isFile = playsAsFile(stream);
      this.url = isFile ? stream.streaming_url : null;
      this.playlist = isFile ? null : stream.hls_url;
      this.version += 1;
      this.hasMore = false;
      this.#sizes = sizesOf(stream);
      this.#note(stream);
    } catch (error) {
      this.fault = describeError(error);
    }
  }

  /** Call when the film stands or jumps: what came meanwhile may be taken then. */
  takeMore(): void {
    if (this.hasMore) void this.load();
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
    clearTimeout(this.#timer);
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

  #note(stream: VideoStreamInfo): void {
    this.captions.offer(this.#id(), stream.subtitles);
    this.canEdit = stream.can_edit;
    this.storyboard = stream.storyboard_url;
    if (!stream.is_complete) this.#timer = setTimeout(() => void this.#lookForMore(), growthMs);
  }

  async #lookForMore(): Promise<void> {
    const stream = await findStream(this.#id(), this.#credential).catch(() => null);
    if (stream === null) {
      this.#timer = setTimeout(() => void this.#lookForMore(), growthMs);
      return;
    }
    this.hasMore = sizesOf(stream) > this.#sizes;
    this.#note(stream);
  }
}

/** One size is played best as the file that it is: nothing has to be chosen, and nothing assembled. */
function playsAsFile({ hls_url, plays_directly, quality_variants, audio_tracks }: VideoStreamInfo) {
  const isChoice = quality_variants.length > 1 || audio_tracks.length > 1;
  return hls_url === null || (plays_directly && !isChoice);
}

/** What there is to choose from; the file alone is one. */
const sizesOf = (stream: VideoStreamInfo) =>
  playsAsFile(stream) ? 1 : stream.quality_variants.length;
