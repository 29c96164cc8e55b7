import { describeError } from '@/lib/describe-error';
import type { Video, VideoChange } from '@/wire/videos';
import type { LibraryApi } from './library-api';

/** The films of this account and those shown to it. */
export class Library {
  videos = $state<Video[]>([]);
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  fault = $state('');
  search = $state('');
  hasMore = $state(false);
  isFetchingMore = $state(false);
  #page = 0;
  /** Answers of an older search are dropped. */
  #generation = 0;
  readonly #api: LibraryApi;

  constructor(api: LibraryApi) {
    this.#api = api;
  }

  async load(): Promise<void> {
    const generation = ++this.#generation;
    this.phase = 'loading';
    try {
      const first = await this.#api.list(1, this.search.trim());
      if (generation !== this.#generation) return;
      this.videos = first.results;
      this.#page = 1;
      this.hasMore = first.next !== null;
      this.phase = 'ready';
    } catch (error) {
      if (generation !== this.#generation) return;
      this.fault = describeError(error);
      this.phase = 'failed';
    }
  }

  async more(): Promise<void> {
    if (this.isFetchingMore || !this.hasMore) return;
    const generation = this.#generation;
    this.isFetchingMore = true;
    this.fault = '';
    try {
      const page = await this.#api.list(this.#page + 1, this.search.trim());
      if (generation !== this.#generation) return;
      this.#page += 1;
      this.hasMore = page.next !== null;
      const known = new Set(this.videos.map((video) => video.id));
      this.videos.push(...page.results.filter((video) => !known.has(video.id)));
    } catch (error) {
      this.fault = describeError(error);
    } finally {
      this.isFetchingMore = false;
    }
  }

  /** Fetches one film anew; a new one comes first. */
  async refresh(id: string): Promise<void> {
    this.put(await this.#api.get(id));
  }

  put(video: Video): void {
    const at = this.videos.findIndex((held) => held.id === video.id);
    if (at >= 0) this.videos[at] = video;
    else if (this.search.trim() === '') this.videos.unshift(video);
  }

  async change(id: string, change: VideoChange): Promise<void> {
    this.put(await this.#api.change(id, change));
  }

  async remove(id: string): Promise<void> {
    await this.#api.remove(id);
    this.videos = this.videos.filter((video) => video.id !== id);
  }

  stop(): void {
    this.#generation += 1;
  }

  /** Fetches anew what was not finished when it was last seen. */
  async refreshUnfinished(): Promise<void> {
    const generation = this.#generation;
    const answers = await Promise.allSettled(
      this.videos.filter(isUnfinished).map(({ id }) => this.#api.get(id)),
    );
    if (generation !== this.#generation) return;
    for (const answer of answers) if (answer.status === 'fulfilled') this.put(answer.value);
  }
}

const isUnfinished = (video: Video) => video.status === 'pending' || video.status === 'processing';
