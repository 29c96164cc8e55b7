import { t } from '@/i18n/t';
import { describeError } from '@/lib/describe-error';
import { newId } from '@/lib/new-id';
import type { VideoUpload, VideoUploadStatus } from '@/wire/videos';

export type UploadPhase =
  | 'queued'
  | 'sending'
  | 'paused'
  /** Began before the page was reloaded; goes on once its file is chosen again. */
  | 'interrupted'
  | 'processing'
  | 'ready'
  | 'failed'
  | 'cancelled';

export interface Upload {
  key: string;
  name: string;
  size: number;
  phase: UploadPhase;
  /** Bytes. */
  sent: number;
  /** 0 to 100, while processing. */
  progress: number;
  /** While sending: the network or the server is away, and tried again. */
  isWaiting: boolean;
  /** What the server does with it, in its words. */
  note: string;
  /** Of what the server does; null while nobody can tell. */
  secondsLeft: number | null;
  /** It can be watched, and more sizes of it are being made. */
  isBeingImproved: boolean;
  reason: string;
  /** Of the server, once all of the film has arrived. */
  uploadId: string | null;
  videoId: string | null;
}

export interface Watcher {
  onProgress(sent: number): void;
  onWaiting(isWaiting: boolean): void;
}

export interface Interrupted {
  name: string;
  size: number;
  discard(): Promise<void>;
}

export interface Transport {
  /** Goes on where an earlier try of the file ended. Rejects when aborted; what arrived is kept. */
  send(file: File, title: string, signal: AbortSignal, watcher: Watcher): Promise<VideoUpload>;
  /** Forgets what has arrived of the file. */
  discard(file: File): Promise<void>;
  /** What an earlier page began to send and did not finish. */
  interrupted(): Promise<Interrupted[]>;
  status(uploadId: string): Promise<VideoUploadStatus>;
}

const extensions = /\.(mp4|m4v|mov|3gp|mkv|webm|avi|ts|m2ts|mts|mpg|mpeg|vob|wmv|asf|flv|ogv)$/i;

/**
 * queued → sending → processing → ready | failed; paused from queued and sending, and back to queued;
 * cancelled from all three. Files go one after the other: two at once only make both slower.
 */
export class Uploads {
  items = $state<Upload[]>([]);
  readonly #files = new Map<string, File>();
  readonly #aborts = new Map<string, AbortController>();
  readonly #interrupted = new Map<string, Interrupted>();
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

  /** Shows what a reload interrupted. */
  async restore(): Promise<void> {
    const found = await this.#transport.interrupted().catch((): Interrupted[] => []);
    for (const one of found) {
      if (this.items.some(({ name, size }) => name === one.name && size === one.size)) continue;
      const item = newItem(one.name, one.size, 'interrupted');
      this.#interrupted.set(item.key, one);
      this.items.push(item);
    }
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      this.items = this.items.filter(
        ({ phase, name, size }) =>
          phase !== 'interrupted' || name !== file.name || size !== file.size,
      );
      const reason = refusalOf(file);
      const item = newItem(file.name, file.size, reason === '' ? 'queued' : 'failed', reason);
      this.#files.set(item.key, file);
      this.items.push(item);
    }
    void this.#sendNext();
  }

  pause(key: string): void {
    const item = this.#find(key);
    if (item?.phase !== 'queued' && item?.phase !== 'sending') return;
    item.phase = 'paused';
    this.#aborts.get(key)?.abort();
  }

  resume(key: string): void {
    const item = this.#find(key);
    if (item?.phase !== 'paused') return;
    item.phase = 'queued';
    void this.#sendNext();
  }

  cancel(key: string): void {
    const item = this.#find(key);
    if (!item || !['queued', 'sending', 'paused'].includes(item.phase)) return;
    item.phase = 'cancelled';
    this.#aborts.get(key)?.abort();
    const file = this.#files.get(key);
    if (file) void this.#transport.discard(file);
  }

  retry(key: string): void {
    const item = this.#find(key);
    const file = this.#files.get(key);
    if (!item || !file || item.phase !== 'failed' || refusalOf(file) !== '') return;
    Object.assign(item, {
      phase: 'queued',
      sent: 0,
      progress: 0,
      reason: '',
      uploadId: null,
      videoId: null,
    });
    void this.#sendNext();
  }

  dismiss(key: string): void {
    void this.#interrupted.get(key)?.discard();
    this.#interrupted.delete(key);
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
      const answer = await this.#transport.send(file, title, abort.signal, {
        onProgress: (sent) => {
          item.sent = sent;
        },
        onWaiting: (isWaiting) => {
          item.isWaiting = isWaiting;
        },
      });
      item.videoId = answer.video_id;
      item.phase = 'processing';
      this.#onVideo(answer.video_id);
      item.uploadId = answer.upload_id;
      void this.#ask(answer.upload_id);
    } catch (error) {
      if (this.#aborts.get(item.key) === abort && !abort.signal.aborted) {
        fail(item, describeError(error));
      }
    } finally {
      item.isWaiting = false;
      if (this.#aborts.get(item.key) === abort) this.#aborts.delete(item.key);
    }
  }

  /** What became meanwhile of the films that arrived. */
  async refresh(): Promise<void> {
    for (const { phase, uploadId } of this.items)
      if (phase === 'processing' && uploadId !== null) await this.#ask(uploadId);
  }

  hear(status: VideoUploadStatus): void {
    const item = this.items.find(({ uploadId }) => uploadId === status.upload_id);
    if (item === undefined || item.phase === 'failed') return;
    item.progress = status.status === 'ready' ? status.stage_progress : status.progress;
    item.note = status.message;
    item.isBeingImproved = status.stage === 'improving';
    item.secondsLeft = status.seconds_remaining;
    if (status.status === 'ready') item.phase = 'ready';
    else if (status.status === 'failed') fail(item, status.message || t('upload.failed'));
  }

  async #ask(uploadId: string): Promise<void> {
    const status = await this.#transport.status(uploadId).catch(() => null);
    if (status) this.hear(status);
  }
}

const newItem = (name: string, size: number, phase: UploadPhase, reason = ''): Upload => ({
  key: newId(),
  name,
  size,
  phase,
  sent: 0,
  progress: 0,
  isWaiting: false,
  note: '',
  secondsLeft: null,
  isBeingImproved: false,
  reason,
  uploadId: null,
  videoId: null,
});

function fail(item: Upload, reason: string) {
  item.phase = 'failed';
  item.reason = reason;
}

function refusalOf(file: File): string {
  if (!extensions.test(file.name)) return t('upload.wrongType');
  return file.size === 0 ? t('upload.empty') : '';
}
