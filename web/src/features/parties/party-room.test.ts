import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryStorage } from '@/lib/memory-storage';
import { type PartyLink, Refused, Unanswered } from '@/realtime/party-link';
import type { PartySocketHooks } from '@/realtime/party-socket';
import type {
  Answer,
  ClientEventName,
  HandlerTable,
  JoinAnswer,
  Payload,
} from '@/wire/party-events';
import { joinAnswer, message, party, playback } from './party-fixture';
import { PartyRoom } from './party-room.svelte';

/** The server's side of one connection. */
class FakeLink implements PartyLink {
  isUp = false;
  isClosed = false;
  readonly asked: [ClientEventName, unknown][] = [];
  readonly told: ClientEventName[] = [];
  joining: JoinAnswer | Refused = joinAnswer('ana');

  ask<E extends ClientEventName>(event: E, payload: Payload<E>): Promise<Answer<E>> {
    if (!this.isUp) return Promise.reject(new Unanswered());
    this.asked.push([event, payload]);
    if (event === 'party:join') {
      return this.joining instanceof Refused
        ? Promise.reject(this.joining)
        : Promise.resolve(this.joining as unknown as Answer<E>);
    }
    const user = { profileId: 'ana', name: 'ana' };
    return Promise.resolve({ message: message('m1', { user }) } as unknown as Answer<E>);
  }

  tell(event: ClientEventName): void {
    this.told.push(event);
  }

  clock = () => Promise.reject(new Unanswered());
  close = () => void (this.isClosed = true);

  count(event: ClientEventName): number {
    return this.asked.filter(([name]) => name === event).length;
  }
}

describe('PartyRoom', () => {
  let link: FakeLink;
  let hooks: PartySocketHooks;
  let handlers: HandlerTable;
  let room: PartyRoom;
  const credential = { token: () => Promise.resolve('t'), renew: () => Promise.resolve(null) };
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const goUp = async () => {
    link.isUp = true;
    hooks.onUp();
    await settle();
  };
  const goDown = () => {
    link.isUp = false;
    hooks.onDown();
  };

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
    // The clock listens to both, to ask anew when the page wakes.
    vi.stubGlobal('document', new EventTarget());
    vi.stubGlobal('window', new EventTarget());
    link = new FakeLink();
    room = new PartyRoom(
      'ABC234',
      credential,
      (table, given) => {
        handlers = table;
        hooks = given;
        return link;
      },
      new MemoryStorage(),
    );
  });
  afterEach(() => {
    room.close();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('joins with its code as soon as it is connected', async () => {
    expect(room.phase).toBe('entering');
    await goUp();
    expect(link.asked[0]).toEqual(['party:join', { partyCode: 'ABC234' }]);
    expect([room.phase, room.isUp]).toEqual(['in', true]);
  });

  it('stays in the room while the connection is lost, and joins again', async () => {
    await goUp();
    goDown();
    expect([room.phase, room.isUp]).toEqual(['in', false]);
    await goUp();
    expect(link.count('party:join')).toBe(2);
    expect(room.isUp).toBe(true);
  });

  it('sends what was written meanwhile, after joining again', async () => {
    await goUp();
    goDown();
    room.chat.say('hello', 0);
    await settle();
    expect(room.chat.lines).toMatchObject([{ state: 'pending' }]);
    await goUp();
    expect(link.asked.map(([event]) => event).slice(1)).toEqual(['party:join', 'party:message']);
    expect(room.chat.lines).toMatchObject([{ state: 'sent', id: 'm1' }]);
  });

  it('beats while it is up, and only then', async () => {
    await goUp();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(link.told).toEqual(['party:heartbeat', 'party:heartbeat']);
    goDown();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(link.told).toHaveLength(2);
  });

  it('leaves for good when it is kicked', async () => {
    await goUp();
    handlers['party:kicked']({ reason: 'kicked' });
    expect([room.gone, link.isClosed]).toEqual([{ kind: 'kicked' }, true]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(link.told).toEqual([]);
  });

  it('tells an ended party from one that ran empty', async () => {
    await goUp();
    handlers['party:ended']({ reason: 'empty' });
    expect(room.gone).toEqual({ kind: 'empty' });
  });

  it('says why it cannot come in', async () => {
    link.joining = new Refused({ message: 'Full.', type: 'party_full', code: 'PARTY_FULL' });
    await goUp();
    expect([room.phase, room.gone]).toEqual(['gone', { kind: 'full' }]);
  });

  it('tries again where a refusal is about the moment', async () => {
    link.joining = new Refused({ message: '', type: 'rate_limited', code: 'X' });
    await goUp();
    expect(room.phase).toBe('entering');
    link.joining = joinAnswer('ana');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(room.phase).toBe('in');
  });

  it('says who changed the speed, and nothing on coming in', async () => {
    link.joining = joinAnswer('bo', {
      party: party({ playback: playback({ playbackRate: 1.5 }) }),
    });
    await goUp();
    expect(room.notice).toBe('');
    const actor = { profileId: 'ana', name: 'Ana' };
    handlers['party:sync'](playback({ seq: 2, playbackRate: 1.75, actor }));
    expect(room.notice).toBe('Ana set the speed to 1.75×');
  });

  it('shows who jumped where', async () => {
    await goUp();
    const by = { profileId: 'bo', name: 'Bo' };
    handlers['party:seek'](
      playback({ seq: 2, timestamp: 754, undo: { by, from: 3, until: 20_000 } }),
    );
    expect(room.lastSeek.shown).toEqual({ by, to: 754 });
  });

  it('shows a setting as it was when the room refuses the change', async () => {
    await goUp();
    link.isUp = false;
    await room.change({ lagPolicy: 'CATCH_UP' });
    expect(room.state.settings.lagPolicy).toBe('WAIT');
    expect(room.notice).not.toBe('');
  });
});
