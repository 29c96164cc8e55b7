import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PartyLink, Refused } from '@/realtime/party-link';
import type { Answer, ClientEventName, Payload } from '@/wire/party-events';
import { joinAnswer, party, playback } from './party-fixture';
import { Remote } from './remote.svelte';
import { RoomState } from './room-state.svelte';

class RecordingLink implements PartyLink {
  readonly isUp = true;
  readonly asked: [ClientEventName, unknown][] = [];
  refusal: Refused | null = null;
  #seq = 10;

  ask<E extends ClientEventName>(event: E, payload: Payload<E>): Promise<Answer<E>> {
    this.asked.push([event, payload]);
    const refusal = this.refusal;
    this.refusal = null;
    if (refusal) return Promise.reject(refusal);
    const isPlaying = event !== 'party:pause';
    return Promise.resolve({
      playback: playback({ seq: ++this.#seq, isPlaying }),
    } as unknown as Answer<E>);
  }

  tell(): void {
    throw new Error('the remote asks');
  }

  clock = () => Promise.resolve({ t1: 0, t2: 0 });
  close = () => undefined;
}

describe('Remote', () => {
  let link: RecordingLink;
  let state: RoomState;
  let remote: Remote;
  const onFault = vi.fn<(error: unknown) => void>();
  const onNotAllowed = vi.fn<() => void>();

  const enter = (you: string, status: 'WAITING' | 'ACTIVE' = 'ACTIVE') =>
    state.enter(joinAnswer(you, { party: party({ status }) }));

  beforeEach(() => {
    vi.useFakeTimers();
    onFault.mockClear();
    onNotAllowed.mockClear();
    link = new RecordingLink();
    state = new RoomState(() => undefined);
    remote = new Remote(
      state,
      () => link,
      () => 100,
      { onFault, onNotAllowed },
    );
  });
  afterEach(() => vi.useRealTimers());

  it('starts a party that waits', async () => {
    enter('ana', 'WAITING');
    await remote.toggle();
    expect(link.asked).toEqual([['party:start', undefined]]);
    expect(state.playback?.isPlaying).toBe(true);
  });

  it('plays when somebody else has started meanwhile', async () => {
    enter('ana', 'WAITING');
    link.refusal = new Refused({ message: '', type: 'validation_error', code: 'CONFLICT' });
    await remote.toggle();
    expect(link.asked.map(([event]) => event)).toEqual(['party:start', 'party:play']);
  });

  it('toggles by the state of the room', async () => {
    enter('ana');
    await remote.toggle();
    await remote.toggle();
    expect(link.asked).toEqual([
      ['party:play', { timestamp: 100 }],
      ['party:pause', { timestamp: 100 }],
    ]);
  });

  it('asks nothing for a viewer and says who may', async () => {
    enter('bo');
    await remote.toggle();
    remote.seekBy(10);
    await vi.runAllTimersAsync();
    expect(link.asked).toEqual([]);
    expect(onNotAllowed).toHaveBeenCalledTimes(2);
  });

  it('gathers seeks in quick succession into one', async () => {
    enter('ana');
    remote.seekBy(10);
    remote.seekBy(10);
    remote.seekBy(-5);
    await vi.runAllTimersAsync();
    expect(link.asked).toEqual([['party:seek', { timestamp: 115, wasPlaying: false }]]);
  });

  it('seeks on into the playing film while the room waits for somebody', async () => {
    enter('ana');
    const hold = { waitingFor: [{ profileId: 'bo', name: 'bo' }], until: 0 };
    state.move(playback({ seq: 9, isPlaying: false, hold }));
    remote.seekBy(10);
    await vi.runAllTimersAsync();
    expect(link.asked).toMatchObject([['party:seek', { wasPlaying: true }]]);
  });

  it('seeks only within the film', async () => {
    enter('ana');
    remote.seekTo(-3);
    await vi.runAllTimersAsync();
    remote.seekTo(9999);
    await vi.runAllTimersAsync();
    expect(link.asked.map(([, payload]) => payload)).toMatchObject([
      { timestamp: 0 },
      { timestamp: 600 },
    ]);
  });

  it('steps through the speeds, and asks once for steps in quick succession', async () => {
    enter('ana');
    remote.stepRate(1);
    remote.stepRate(1);
    remote.stepRate(1);
    remote.stepRate(-1);
    await vi.runAllTimersAsync();
    expect(link.asked).toEqual([['party:rate', { rate: 1.5 }]]);
  });

  it('takes a seek back', async () => {
    enter('ana');
    await remote.undoSeek();
    expect(link.asked).toEqual([['party:undo_seek', undefined]]);
  });

  it('asks for no speed and no undo for a viewer', async () => {
    enter('bo');
    remote.stepRate(1);
    remote.setRate(2);
    await remote.undoSeek();
    await vi.runAllTimersAsync();
    expect(link.asked).toEqual([]);
    expect(onNotAllowed).toHaveBeenCalledTimes(3);
  });

  it('passes a refusal on and changes nothing', async () => {
    enter('ana');
    link.refusal = new Refused({ message: 'No.', type: 'not_host', code: 'X' });
    await remote.toggle();
    expect(onFault).toHaveBeenCalledOnce();
    expect(state.playback?.isPlaying).toBe(false);
  });
});
