import { beforeEach, describe, expect, it, vi } from 'vitest';
import { errorFrom, unreachable } from '@/lib/api-error';
import type { VideoUpload, VideoUploadStatus } from '@/wire/videos';
import { type Interrupted, type Transport, Uploads } from './uploads.svelte';

const file = (name: string, size = 100) => new File([new Uint8Array(size)], name);
const status = (over: Partial<VideoUploadStatus>): VideoUploadStatus => ({
  upload_id: 'up',
  status: 'processing',
  progress: 0,
  message: '',
  stage: 'preparing',
  stage_progress: 0,
  seconds_remaining: null,
  ...over,
});
const accepted: VideoUpload = { success: true, upload_id: 'up', video_id: 'film', message: '' };

interface Sending {
  title: string;
  signal: AbortSignal;
  onProgress: (sent: number) => void;
  onWaiting: (isWaiting: boolean) => void;
  finish(answer: VideoUpload): void;
  fail(error: unknown): void;
}

class FakeTransport implements Transport {
  readonly sending: Sending[] = [];
  latest: VideoUploadStatus | Error = status({});

  readonly discarded: string[] = [];
  before: Interrupted[] = [];

  send: Transport['send'] = (_file, title, signal, { onProgress, onWaiting }) =>
    new Promise((finish, fail) => {
      signal.addEventListener('abort', () => fail(unreachable()));
      this.sending.push({ title, signal, onProgress, onWaiting, finish, fail });
    });

  discard = (file: File) => {
    this.discarded.push(file.name);
    return Promise.resolve();
  };

  interrupted = () => Promise.resolve(this.before);

  status = async () => {
    if (this.latest instanceof Error) throw this.latest;
    return await Promise.resolve(this.latest);
  };

  at(index: number): Sending {
    const found = this.sending[index];
    if (!found) throw new Error(`nothing was sent at ${index}`);
    return found;
  }
}

describe('Uploads', () => {
  let transport: FakeTransport;
  let uploads: Uploads;
  const onVideo = vi.fn<(id: string) => void>();
  const phases = () => uploads.items.map(({ phase }) => phase);
  const only = () => {
    const [item] = uploads.items;
    if (!item) throw new Error('no upload');
    return item;
  };

  beforeEach(() => {
    onVideo.mockClear();
    transport = new FakeTransport();
    uploads = new Uploads(transport, onVideo);
  });

  it('sends, follows the processing and is ready', async () => {
    uploads.add([file('My_film.mkv')]);
    transport.at(0).onProgress(60);
    expect(only()).toMatchObject({ phase: 'sending', sent: 60 });
    transport.at(0).finish(accepted);
    await vi.waitFor(() => expect(only().phase).toBe('processing'));
    expect(transport.at(0).title).toBe('My film');
    expect(onVideo).toHaveBeenCalledExactlyOnceWith('film');
    uploads.hear(status({ progress: 40 }));
    expect(only().progress).toBe(40);
    uploads.hear(status({ status: 'ready', stage: 'improving', stage_progress: 5 }));
    expect(only()).toMatchObject({ phase: 'ready', isBeingImproved: true, progress: 5 });
    uploads.hear(status({ status: 'ready', stage: 'finished' }));
    expect(only()).toMatchObject({ phase: 'ready', isBeingImproved: false });
  });

  it('tells the reason that the processing gave', async () => {
    transport.latest = status({ status: 'failed', message: 'No picture in this file.' });
    uploads.add([file('a.mp4')]);
    transport.at(0).finish(accepted);
    await vi.waitFor(() => expect(only().phase).toBe('failed'));
    expect(only().reason).toBe('No picture in this file.');
  });

  it('asks again for what it may have missed', async () => {
    transport.latest = unreachable();
    uploads.add([file('a.mp4')]);
    transport.at(0).finish(accepted);
    await vi.waitFor(() => expect(only().phase).toBe('processing'));
    await uploads.refresh();
    expect(only().phase).toBe('processing');
    transport.latest = status({ status: 'ready' });
    await uploads.refresh();
    expect(only().phase).toBe('ready');
  });

  it('refuses what is no video, or empty, without sending it', () => {
    uploads.add([file('notes.txt'), file('empty.mp4', 0)]);
    expect(phases()).toEqual(['failed', 'failed']);
    expect(uploads.items.every(({ reason }) => reason !== '')).toBe(true);
    expect(transport.sending).toHaveLength(0);
    expect(uploads.canRetry(only().key)).toBe(false);
  });

  it('sends one file after the other', async () => {
    uploads.add([file('a.mp4'), file('b.mp4')]);
    expect(phases()).toEqual(['sending', 'queued']);
    transport.at(0).fail(errorFrom(413, null, null));
    await vi.waitFor(() => expect(phases()).toEqual(['failed', 'sending']));
    expect(only().reason).toContain('larger');
  });

  it('cancels what is being sent and what waits', async () => {
    uploads.add([file('a.mp4'), file('b.mp4')]);
    for (const { key } of uploads.items) uploads.cancel(key);
    expect(transport.at(0).signal.aborted).toBe(true);
    await vi.waitFor(() => expect(uploads.isSending).toBe(false));
    expect(phases()).toEqual(['cancelled', 'cancelled']);
    expect(transport.sending).toHaveLength(1);
    expect(transport.discarded).toEqual(['a.mp4', 'b.mp4']);
  });

  it('pauses, lets the next one go first, and goes on', async () => {
    uploads.add([file('a.mp4'), file('b.mp4')]);
    transport.at(0).onProgress(60);
    uploads.pause(only().key);
    expect(transport.at(0).signal.aborted).toBe(true);
    await vi.waitFor(() => expect(phases()).toEqual(['paused', 'sending']));
    expect(only().sent).toBe(60);
    uploads.resume(only().key);
    transport.at(1).finish(accepted);
    await vi.waitFor(() => expect(only().phase).toBe('sending'));
    expect(transport.sending).toHaveLength(3);
    expect(transport.discarded).toEqual([]);
  });

  it('pauses and goes on at once', async () => {
    uploads.add([file('a.mp4')]);
    uploads.pause(only().key);
    uploads.resume(only().key);
    await vi.waitFor(() => expect(transport.sending).toHaveLength(2));
    expect(only().phase).toBe('sending');
    transport.at(1).fail(errorFrom(413, null, null));
    await vi.waitFor(() => expect(only().phase).toBe('failed'));
  });

  it('tells that it waits for the network', () => {
    uploads.add([file('a.mp4')]);
    transport.at(0).onWaiting(true);
    expect(only().isWaiting).toBe(true);
    transport.at(0).onWaiting(false);
    expect(only().isWaiting).toBe(false);
  });

  it('shows what a reload interrupted until its file is chosen again or it is given up', async () => {
    const discard = vi.fn(() => Promise.resolve());
    transport.before = [
      { name: 'a.mp4', size: 100, discard },
      { name: 'b.mp4', size: 100, discard },
    ];
    await uploads.restore();
    await uploads.restore();
    expect(phases()).toEqual(['interrupted', 'interrupted']);
    uploads.add([file('a.mp4')]);
    expect(phases()).toEqual(['interrupted', 'sending']);
    expect(discard).not.toHaveBeenCalled();
    uploads.dismiss(only().key);
    expect(discard).toHaveBeenCalledOnce();
  });

  it('does not cancel what the server has already', async () => {
    uploads.add([file('a.mp4')]);
    transport.at(0).finish(accepted);
    await vi.waitFor(() => expect(only().phase).toBe('processing'));
    uploads.cancel(only().key);
    expect(only().phase).toBe('processing');
    uploads.dismiss(only().key);
  });

  it('sends a failed file again when asked', async () => {
    uploads.add([file('a.mp4')]);
    transport.at(0).fail(unreachable());
    await vi.waitFor(() => expect(only().phase).toBe('failed'));
    uploads.retry(only().key);
    expect(only()).toMatchObject({ phase: 'sending', reason: '' });
    expect(transport.sending).toHaveLength(2);
  });
});
