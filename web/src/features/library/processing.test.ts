import { describe, expect, it, vi } from 'vitest';
import type { VideoUploadStatus } from '@/wire/videos';
import { type News, Processing } from './processing.svelte';

const status = (over: Partial<VideoUploadStatus>): VideoUploadStatus => ({
  upload_id: 'up',
  video_id: 'film',
  status: 'processing',
  progress: 0,
  message: '',
  stage: 'preparing',
  stage_progress: 0,
  seconds_remaining: null,
  ...over,
});

/** Each connection tells its part and breaks; the last one stays open. */
function listen(...connections: News[][]) {
  const listener = { onOpen: vi.fn(), onStatus: vi.fn() };
  const waits: number[] = [];
  const source = {
    async *watch(signal: AbortSignal) {
      for (const news of connections.shift() ?? []) yield await Promise.resolve(news);
      if (connections.length > 0) throw new Error('cut off');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    wait: async (ms: number) => {
      waits.push(ms);
      await Promise.resolve();
    },
  };
  const processing = new Processing(source, listener);
  return { processing, listener, waits, stop: processing.follow() };
}

describe('Processing', () => {
  it('knows the last word on each film and tells when one can be watched', async () => {
    const { processing, listener, stop } = listen([
      'open',
      status({ progress: 10 }),
      status({ progress: 60 }),
      status({ video_id: 'other' }),
      status({ status: 'ready', stage: 'improving' }),
    ]);
    await vi.waitFor(() => expect(processing.statuses['film']?.stage).toBe('improving'));
    const turns = listener.onStatus.mock.calls.map((call: unknown[]) => call[1]);
    expect(turns).toEqual([true, false, true, true]);
    expect(Object.keys(processing.statuses)).toEqual(['film', 'other']);
    stop();
  });

  it('comes again when the connection breaks, less and less often while it cannot be made', async () => {
    const { listener, waits, stop } = listen(['open'], [], [], ['open']);
    await vi.waitFor(() => expect(listener.onOpen).toHaveBeenCalledTimes(2));
    expect(waits).toEqual([900, 1800, 3600]);
    stop();
  });

  it('stops when nobody looks any more', async () => {
    const { listener, waits, stop } = listen(['open']);
    await vi.waitFor(() => expect(listener.onOpen).toHaveBeenCalledOnce());
    stop();
    await Promise.resolve();
    expect(waits).toEqual([]);
  });
});
