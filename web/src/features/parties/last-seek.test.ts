import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LastSeek } from './last-seek.svelte';
import { playback } from './party-fixture';

const by = { profileId: 'ana', name: 'Ana' };
const undo = (until: number) => ({ by, from: 10, until });

describe('LastSeek', () => {
  let seek: LastSeek;
  beforeEach(() => {
    vi.useFakeTimers();
    seek = new LastSeek();
  });
  afterEach(() => vi.useRealTimers());

  it('is shown for as long as the server takes it back, whatever the clock here says', () => {
    seek.heard(playback({ timestamp: 754, serverTime: 5_000_000, undo: undo(5_020_000) }));
    expect(seek.shown).toEqual({ by, to: 754 });
    vi.advanceTimersByTime(19_999);
    expect(seek.shown).not.toBeNull();
    vi.advanceTimersByTime(1);
    expect(seek.shown).toBeNull();
  });

  it('stays the same seek when the room pauses meanwhile, and stays away once it was closed', () => {
    seek.heard(playback({ timestamp: 754, undo: undo(20_000) }));
    seek.heard(playback({ timestamp: 760, serverTime: 6_000, undo: undo(20_000) }));
    expect(seek.shown?.to).toBe(754);
    seek.hide();
    seek.heard(playback({ timestamp: 761, serverTime: 7_000, undo: undo(20_000) }));
    expect(seek.shown).toBeNull();
  });

  it('goes when it is taken back, and gives way to a newer one', () => {
    seek.heard(playback({ timestamp: 754, undo: undo(20_000) }));
    seek.heard(playback({ timestamp: 30, serverTime: 1_000, undo: undo(21_000) }));
    expect(seek.shown?.to).toBe(30);
    vi.advanceTimersByTime(19_999);
    expect(seek.shown).not.toBeNull();
    seek.heard(playback({ timestamp: 10 }));
    expect(seek.shown).toBeNull();
  });
});
