import type { VideoUploadStatus } from '@/wire/videos';

/** `open` comes first, once nothing more can be missed. */
export type News = VideoUploadStatus | 'open';

export interface NewsSource {
  watch(signal: AbortSignal): AsyncIterable<News>;
  wait(ms: number): Promise<void>;
}

export interface NewsListener {
  /** Something may have been missed before. */
  onOpen(): void;
  /** `isTurn`: it can be watched now, or never will. */
  onStatus(status: VideoUploadStatus, isTurn: boolean): void;
}

const firstPauseMs = 900;
const lastPauseMs = 15_000;

/** How far the films are that the server works on, as it tells. */
export class Processing {
  /** By the video's id. */
  statuses = $state<Record<string, VideoUploadStatus>>({});
  readonly #source: NewsSource;
  readonly #listener: NewsListener;

  constructor(source: NewsSource, listener: NewsListener) {
    this.#source = source;
    this.#listener = listener;
  }

  /** Answers the end of it. */
  follow(): () => void {
    const abort = new AbortController();
    void this.#run(abort.signal);
    return () => abort.abort();
  }

  async #run(signal: AbortSignal): Promise<void> {
    let pause = firstPauseMs;
    while (!signal.aborted) {
      try {
        for await (const news of this.#source.watch(signal)) {
          pause = firstPauseMs;
          if (news === 'open') this.#listener.onOpen();
          else this.#hear(news);
        }
      } catch {
        // Whatever it was, the only help is to come again.
      }
      if (signal.aborted) return;
      await this.#source.wait(pause);
      pause = Math.min(pause * 2, lastPauseMs);
    }
  }

  #hear(status: VideoUploadStatus): void {
    if (status.video_id === undefined) return;
    const before = this.statuses[status.video_id];
    this.statuses[status.video_id] = status;
    this.#listener.onStatus(status, before?.status !== status.status);
  }
}
