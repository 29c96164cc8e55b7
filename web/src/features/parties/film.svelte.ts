import { describeError } from '@/lib/describe-error';
import type { VideoStreamInfo } from '@/wire/videos';

/** How often a film that stops loading is asked for again before its viewer is told. */
const most = 3;
const pauseMs = 1_300;

/** The film's address. It expires after some hours: then the player asks for a new one. */
export class Film {
  url = $state<string | null>(null);
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
      this.url = (await this.#find()).streaming_url;
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
