import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStorage } from './memory-storage';
import { SoundOffset } from './sound-offset.svelte';

describe('SoundOffset', () => {
  let storage: Storage;
  beforeEach(() => (storage = new MemoryStorage()));

  it('is kept in the browser', () => {
    new SoundOffset(storage).ms = 185;
    expect(new SoundOffset(storage).ms).toBe(185);
  });

  it.each([
    [-201, -200],
    [501, 500],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
    [12.4, 12],
  ])('takes %d for %d', (set, kept) => {
    const offset = new SoundOffset(storage);
    offset.ms = set;
    expect([offset.ms, new SoundOffset(storage).ms]).toEqual([kept, kept]);
  });

  it.each(['', 'junk', 'NaN', '1e999'])('takes a stored %j for none', (stored) => {
    storage.setItem('matinee.sound-offset', stored);
    expect(new SoundOffset(storage).ms).toBe(0);
  });

  it('follows what another tab has set', () => {
    const offset = new SoundOffset(storage);
    offset.heard({ key: 'matinee.sound-offset', newValue: '140' });
    expect(offset.ms).toBe(140);
    offset.heard({ key: 'matinee.theme', newValue: 'dark' });
    expect(offset.ms).toBe(140);
    offset.heard({ key: null, newValue: null });
    expect(offset.ms).toBe(0);
  });
});
