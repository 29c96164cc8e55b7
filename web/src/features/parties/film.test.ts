import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryStorage } from '@/lib/memory-storage';
import type { VideoStreamInfo } from '@/wire/videos';
import { Film } from './film.svelte';
import { findStream } from './parties-api';

vi.mock('./parties-api', () => ({ findStream: vi.fn() }));

const size = (quality: string) => ({ quality, bitrate: 1 });
const stream = (over: Partial<VideoStreamInfo>): VideoStreamInfo => ({
  streaming_url: '/film.mp4',
  thumbnail_url: null,
  quality_variants: [size('360p')],
  audio_tracks: [],
  is_complete: false,
  hls_url: '/list.m3u8',
  subtitles: [],
  storyboard_url: null,
  plays_directly: false,
  can_edit: false,
  ...over,
});

describe('Film', () => {
  let film: Film;
  const answer = (over: Partial<VideoStreamInfo>) =>
    vi.mocked(findStream).mockResolvedValue(stream(over));
  const nobody = { token: () => Promise.resolve(null), renew: () => Promise.resolve(null) };

  beforeEach(() => {
    vi.useFakeTimers();
    film = new Film(() => 'film', nobody, new MemoryStorage());
  });
  afterEach(() => {
    film.stop();
    vi.useRealTimers();
    vi.clearAllMocks();
  });

  it('plays one size as the file that it is, unless there are voices to choose from', async () => {
    answer({ plays_directly: true });
    await film.load();
    expect([film.url, film.playlist]).toEqual(['/film.mp4', null]);
    const voice = { language: 'en', label: 'English', is_default: true };
    answer({ plays_directly: true, audio_tracks: [voice, { ...voice, language: 'de' }] });
    await film.load();
    expect([film.url, film.playlist]).toEqual([null, '/list.m3u8']);
  });

  it('takes sizes that were made meanwhile only when it stands', async () => {
    answer({});
    await film.load();
    const { version } = film;
    answer({ quality_variants: [size('360p'), size('720p')], storyboard_url: '/board.vtt' });
    await vi.advanceTimersByTimeAsync(12_000);
    expect([film.hasMore, film.version, film.storyboard]).toEqual([true, version, '/board.vtt']);
    film.takeMore();
    await vi.advanceTimersByTimeAsync(0);
    expect([film.hasMore, film.version]).toEqual([false, version + 1]);
  });

  it('goes on asking when an answer is lost, and stops once the film is complete', async () => {
    answer({});
    await film.load();
    vi.mocked(findStream).mockRejectedValueOnce(new Error('lost'));
    await vi.advanceTimersByTimeAsync(12_000);
    answer({ is_complete: true });
    await vi.advanceTimersByTimeAsync(12_000);
    expect(findStream).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(findStream).toHaveBeenCalledTimes(3);
    film.takeMore();
    expect(findStream).toHaveBeenCalledTimes(3);
  });
});
