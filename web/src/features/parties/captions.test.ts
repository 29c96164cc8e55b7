import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStorage } from '@/lib/memory-storage';
import type { Subtitle } from '@/wire/videos';
import { Captions } from './captions.svelte';

const track = (id: string, language: string, over: Partial<Subtitle> = {}): Subtitle => ({
  id,
  language,
  label: id,
  url: `/media/x/${id}.vtt`,
  is_default: false,
  is_forced: false,
  source: 'upload',
  ...over,
});

describe('Captions', () => {
  let storage: Storage;
  let captions: Captions;
  beforeEach(() => {
    storage = new MemoryStorage();
    captions = new Captions(storage);
  });
  const english = track('a', 'en');
  const german = track('b', 'de', { is_default: true });
  const signs = track('c', 'en', { is_forced: true });

  it('shows what the film suggests to who has never chosen', () => {
    captions.offer('film', [english, german]);
    expect(captions.current).toBe('b');
    captions.offer('other', [english]);
    expect(captions.current).toBeNull();
    captions.offer('third', [english, signs]);
    expect(captions.current).toBe('c');
  });

  it('remembers the language for other films', () => {
    captions.offer('film', [english, german]);
    captions.choose('a');
    const later = new Captions(storage);
    later.offer('other', [german, track('x', 'en-GB'), signs]);
    expect(later.current).toBe('x');
  });

  it('remembers that none are wanted, but for the forced ones', () => {
    captions.offer('film', [english, german]);
    captions.choose(null);
    expect(captions.current).toBeNull();
    const later = new Captions(storage);
    later.offer('other', [german, signs]);
    expect(later.current).toBe('c');
  });

  it('goes on with the track that shows when others come or go', () => {
    captions.offer('film', [english, german]);
    captions.choose('a');
    captions.offer('film', [german, english, signs]);
    expect(captions.current).toBe('a');
    captions.offer('film', [german]);
    expect(captions.current).toBe('b');
  });

  it('keeps the offset of each film', () => {
    captions.offer('film', [english]);
    captions.step(1);
    captions.step(1);
    captions.offer('other', [english]);
    expect(captions.offset).toBe(0);
    const later = new Captions(storage);
    later.offer('film', [english]);
    expect(later.offset).toBe(0.2);
    later.reset();
    expect(storage.getItem('matinee.subtitle-offsets')).toBe('[]');
  });

  it.each(['junk', '{}', '[1,2]', '[["film","x"]]', '[["film",1e999]]'])(
    'takes stored %s for nothing',
    (stored) => {
      storage.setItem('matinee.subtitle-offsets', stored);
      storage.setItem('matinee.subtitles', stored);
      captions.offer('film', [english, german]);
      expect([captions.offset, captions.current]).toEqual([0, 'b']);
    },
  );

  it('shows one track, shifted', () => {
    const element = (id: string) => {
      const cues = [{ startTime: 1, endTime: 2 }];
      return { id, track: { mode: 'disabled', cues } as unknown as TextTrack };
    };
    const elements = [element('a'), element('b')];
    captions.offer('film', [english, german]);
    captions.step(-1);
    captions.show(elements);
    expect(elements.map(({ track }) => track.mode)).toEqual(['disabled', 'showing']);
    expect(elements[1]?.track.cues?.[0]?.startTime).toBeCloseTo(0.9);
    expect(elements[0]?.track.cues?.[0]?.startTime).toBe(1);
  });
});
