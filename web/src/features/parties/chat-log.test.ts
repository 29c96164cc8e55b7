import { beforeEach, describe, expect, it } from 'vitest';
import { Refused, Unanswered } from '@/realtime/party-link';
import type { ChatMessage, MessagesPage } from '@/wire/party';
import { ChatLog } from './chat-log.svelte';
import { message } from './party-fixture';

interface Sent {
  text: string;
  clientId: string;
  answer(message: ChatMessage): void;
  fail(error: Error): void;
}

describe('ChatLog', () => {
  let sent: Sent[];
  let page: MessagesPage;
  let log: ChatLog;
  const me = { profileId: 'ana', name: 'Ana' };

  beforeEach(() => {
    sent = [];
    page = { messages: [], hasMore: false };
    log = new ChatLog(
      {
        send: (text, _timestamp, clientId) =>
          new Promise((answer, fail) => sent.push({ text, clientId, answer, fail })),
        before: () => Promise.resolve(page),
      },
      () => Date.parse('2026-01-01T21:00:00Z'),
    );
    log.me = me;
  });

  const at = (index: number) => {
    const found = sent[index];
    if (!found) throw new Error(`nothing was sent at ${index}`);
    return found;
  };
  const own = (id: string, text: string, clientMessageId?: string) =>
    message(id, { user: me, message: text, ...(clientMessageId ? { clientMessageId } : {}) });
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  const texts = () => log.lines.map(({ text }) => text);

  it('shows an own message at once as pending', () => {
    log.say('  hello ', 12);
    expect(log.lines).toMatchObject([{ text: 'hello', state: 'pending', id: null, position: 12 }]);
  });

  it('sends nothing for blanks', () => {
    log.say('   ', 0);
    expect([log.lines.length, sent.length]).toEqual([0, 0]);
  });

  it('keeps the line and its key when the answer comes', async () => {
    log.say('hello', 0);
    const key = log.lines[0]?.key;
    at(0).answer(own('m1', 'hello'));
    await settled();
    expect(log.lines).toMatchObject([{ key, id: 'm1', state: 'sent' }]);
  });

  it('shows one line when the broadcast overtakes the answer', async () => {
    log.say('hello', 0);
    log.receive(own('m1', 'hello', at(0).clientId));
    at(0).answer(own('m1', 'hello'));
    await settled();
    expect(log.lines).toMatchObject([{ id: 'm1', state: 'sent' }]);
  });

  it('stays pending without an answer and is sent again under the same id', async () => {
    log.say('hello', 0);
    at(0).fail(new Unanswered());
    await settled();
    expect(log.lines[0]?.state).toBe('pending');
    log.resend();
    expect(at(1).clientId).toBe(at(0).clientId);
    at(1).answer(own('m1', 'hello'));
    await settled();
    expect(log.lines).toMatchObject([{ id: 'm1', state: 'sent' }]);
  });

  it('sends what waits before what is said next', async () => {
    log.say('first', 0);
    at(0).fail(new Unanswered());
    await settled();
    log.say('second', 0);
    expect(sent.slice(1).map(({ text }) => text)).toEqual(['first', 'second']);
  });

  it('does not send a second time while an answer is awaited', () => {
    log.say('hello', 0);
    log.resend();
    expect(sent).toHaveLength(1);
  });

  it('shows one line when the message came with the snapshot but its answer was lost', async () => {
    log.say('hello', 0);
    at(0).fail(new Unanswered());
    await settled();
    log.restore([own('m1', 'hello')]);
    log.resend();
    at(1).answer(own('m1', 'hello'));
    await settled();
    expect(log.lines).toMatchObject([{ id: 'm1', state: 'sent' }]);
  });

  it('tells why a message was refused, and sends it again only when asked', async () => {
    log.say('hello', 0);
    at(0).fail(new Refused({ message: 'Too fast.', type: 'rate_limited', code: 'X' }));
    await settled();
    expect(log.lines).toMatchObject([{ state: 'failed', reason: 'Too fast.' }]);
    log.resend();
    expect(sent).toHaveLength(1);
    log.retry(at(0).clientId);
    expect(sent).toHaveLength(2);
    expect(log.lines[0]?.state).toBe('pending');
  });

  it('discards a failed message but never a sent one', async () => {
    log.receive(message('m1'));
    log.say('hello', 0);
    at(0).fail(new Refused({ message: '', type: 'validation_error', code: 'X' }));
    await settled();
    for (const { key } of log.lines) log.discard(key);
    expect(log.lines.map(({ id }) => id)).toEqual(['m1']);
  });

  it('does not let another member claim an own pending line', () => {
    log.say('hello', 0);
    log.receive(message('m1', { message: 'mine!', clientMessageId: at(0).clientId }));
    expect(texts()).toEqual(['mine!', 'hello']);
  });

  it('orders by time, with unsent messages last', () => {
    log.say('unsent', 0);
    log.receive(message('late', { createdAt: '2026-01-01T20:30:00Z' }));
    log.receive(message('early', { createdAt: '2026-01-01T20:10:00Z' }));
    expect(texts()).toEqual(['text of early', 'text of late', 'unsent']);
  });

  it('takes a message once, however often it comes', () => {
    log.restore([message('m1')]);
    log.restore([message('m1')]);
    log.receive(message('m1'));
    expect(log.lines).toHaveLength(1);
  });

  it('puts earlier messages first and knows when there are no more', async () => {
    log.restore(Array.from({ length: 50 }, (_, i) => message(`m${i}`)));
    expect(log.hasEarlier).toBe(true);
    page = { messages: [message('old', { createdAt: '2026-01-01T19:00:00Z' })], hasMore: false };
    await log.earlier();
    expect(log.lines[0]?.id).toBe('old');
    expect(log.hasEarlier).toBe(false);
  });

  it('leaves no silent gap after a long absence', () => {
    log.restore([message('old', { createdAt: '2026-01-01T19:00:00Z' })]);
    log.restore(Array.from({ length: 50 }, (_, i) => message(`m${i}`)));
    expect(log.lines.some(({ id }) => id === 'old')).toBe(false);
    expect(log.hasEarlier).toBe(true);
  });
});
