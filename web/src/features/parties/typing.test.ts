import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Typing } from './typing.svelte';

describe('Typing', () => {
  const bo = { profileId: 'bo', name: 'Bo' };
  let told: boolean[];
  let typing: Typing;

  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    typing = new Typing((isTyping) => told.push(isTyping));
  });
  afterEach(() => vi.useRealTimers());

  it('names whoever types, once', () => {
    typing.heard(bo, true);
    typing.heard(bo, true);
    expect(typing.names).toEqual(['Bo']);
    typing.heard(bo, false);
    expect(typing.names).toEqual([]);
  });

  it('forgets somebody whose "stopped" was lost', () => {
    typing.heard(bo, true);
    vi.advanceTimersByTime(60_000);
    expect(typing.names).toEqual([]);
  });

  it('tells the others not at every key', () => {
    for (let i = 0; i < 10; i++) typing.typed();
    expect(told).toEqual([true]);
  });

  it('tells that it stopped, by itself and only once', () => {
    typing.typed();
    vi.advanceTimersByTime(60_000);
    typing.stopped();
    expect(told).toEqual([true, false]);
  });
});
