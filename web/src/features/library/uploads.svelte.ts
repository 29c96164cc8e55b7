import { t } from '@/i18n/t';
import { describeError } from '@/lib/describe-error';
import { newId } from '@/lib/new-id';
import type { VideoUpload, VideoUploadStatus } from '@/wire/videos';

export type UploadPhase = 'queued' | 'sending' | 'processing' | 'ready' | 'failed' | 'cancelled';

export interface Upload {
  key: string;
  name: string;
  size: number;
  phase: UploadPhase;
  /** Bytes. */
  sent: number;
  /** 0 to 100, while processing. */
  progress: number;
  reason: string;
  videoId: string | null;
}

export interface Transport {
  /** Rejects with the signal's reason when aborted. */
  send(
    file: File,
    title: string,
    signal: AbortSignal,
    onProgress: (sent: number) => void,
  ): Promise<VideoUpload>;
  status(uploadId: string): Promise<VideoUploadStatus>;
  wait(ms: number): Promise<void>;
}

const extensions = /\.(mp4|m4v|mov|mkv|webm|avi)$/i;
const firstPollMs = 900;
const lastPollMs = 5_300;

/**
 * queued → sending → processing → ready | failed; cancelled from queued and sending. Files go one
 * after the other: two at once only make both slower.
 */
export class Uploads {
  items = $state<Upload[]>([]);
  readonly #files = new Map<string, File>();
  readonly #aborts = new Map<string, AbortController>();
  readonly #transport: Transport;
  readonly #onVideo: (videoId: string) => void;
  #isSending = false;

  constructor(transport: Transport, onVideo: (videoId: string) => void) {
    this.#transport = transport;
    this.#onVideo = onVideo;
  }

  get isSending(): boolean {
    return this.items.some(({ phase }) => phase === 'queued' || phase === 'sending');
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const key = newId();
      const reason = refusalOf(file);
      this.#files.set(key, file);
      this.items.push({
        key,
        name: file.name,
        size: file.size,
        phase: reason === '' ? 'queued' : 'failed',
        sent: 0,
        progress: 0,
        reason,
        videoId: null,
      });
    }
    void this.#sendNext();
  }

  cancel(key: string): void {
    const item = this.#find(key);
    if (item?.phase !== 'queued' && item?.phase !== 'sending') return;
    item.phase = 'cancelled';
    this.#aborts.get(key)?.abort();
  }

  retry(key: string): void {
    const item = this.#find(key);
    const file = this.#files.get(key);
    if (!item || !file || item.phase !== 'failed' || refusalOf(file) !== '') return;
    Object.assign(item, { phase: 'queued', sent: 0, progress: 0, reason: '', videoId: null });
    void this.#sendNext();
  }

  dismiss(key: string): void {
    this.items = this.items.filter((item) => item.key !== key);
    this.#files.delete(key);
  }

  canRetry(key: string): boolean {
    const file = this.#files.get(key);
    return file !== undefined && refusalOf(file) === '';
  }

  #find(key: string): Upload | undefined {
    return this.items.find((item) => item.key === key);
  }

  async #sendNext(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (;;) {
      const item = this.items.find(({ phase }) => phase === 'queued');
      const file = item && this.#files.get(item.key);
      if (!item || !file) break;
      await this.#send(item, file);
    }
    this.#isSending = false;
  }

  async #send(item: Upload, file: File): Promise<void> {
    const abort = new AbortController();
    this.#aborts.set(item.key, abort);
    item.phase = 'sending';
    try {
      const title = file.name.replace(extensions, '').replaceAll('_', ' ').trim() || file.name;
      const answer = await this.#transport.send(file, title, abort.signal, (sent) => {
        item.sent = sent;
      });
      item.videoId = answer.video_id;
      item.phase = 'processing';
      this.#onVideo(answer.video_id);
      void this.#follow(item, answer.upload_id);
    } catch (error) {
      if (this.#find(item.key)?.phase === 'sending') fail(item, describeError(error));
    } finally {
      this.#aborts.delete(item.key);
    }
  }

  /** A lost answer is no failure of the film: asking goes on. */
  async #follow(item: Upload, uploadId: string): Promise<void> {
    let pause = firstPollMs;
    while (item.phase === 'processing' && this.#find(item.key)) {
      await this.#transport.wait(pause);
      pause = Math.min(pause * 1.5, lastPollMs);
      const status = await this.#transport.status(uploadId).catch(() => null);
      if (!status) continue;
      item.progress = status.progress;
      if (status.status === 'ready') item.phase = 'ready';
      else if (status.status === 'failed') fail(item, status.message || t('upload.failed'));
    }
    if (item.videoId !== null) this.#onVideo(item.videoId);
  }
}

function fail(item: Upload, reason: string) {
  item.phase = 'failed';
  item.reason = reason;
}

function refusalOf(file: File): string {
  if (!extensions.test(file.name)) return t('upload.wrongType');
  return file.size === 0 ? t('upload.empty') : '';
}
