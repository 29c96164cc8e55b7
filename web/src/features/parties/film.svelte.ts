import { describeError } from '@/lib/describe-error';
import type { Subtitle, VideoStreamInfo } from '@/wire/videos';
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
  subtitles = $state.raw<readonly Subtitle[]>([]);
  storyboard = $state<string | null>(null);
  readonly segments = new SegmentedFilm();
  fault = $state('');
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #find: () => Promise<VideoStreamInfo>;

  constructor(find: () => Promise<VideoStreamInfo>) {
    this.#find = find;
  }

  async load(): Promise<void> {
    clearTimeout(this.#timer);
    this.fault = '';
    try {
      const stream = await this.#find();
      // One size is played best as the file that it is: nothing has to be chosen, and nothing assembled.
      const isFile =
        stream.hls_url === null || (stream.plays_directly && stream.quality_variants.length < 2);
      this.url = isFile ? stream.streaming_url : null;
      this.playlist = isFile ? null : stream.hls_url;
      this.subtitles = stream.subtitles;
      this.storyboard = stream.storyboard_url;
    } catch (error) {
      this.fault = describeError(error);
    }
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
