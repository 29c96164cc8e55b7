import { newId } from '@/lib/new-id';
import { Refused } from '@/realtime/party-link';
import type { ChatMessage, MessagesPage, Person } from '@/wire/party';

export interface ChatLine {
  /** Stays the same when a pending line becomes a sent one. */
  key: string;
  /** The server's id; null until it has answered. */
  id: string | null;
  author: Person;
  text: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Seconds in the film. */
  position: number;
  state: 'sent' | 'pending' | 'failed';
  reason: string;
}

export interface ChatWire {
  send(message: string, timestamp: number, clientMessageId: string): Promise<ChatMessage>;
  before(ms: number): Promise<MessagesPage>;
}

/** A whole snapshot of this length means that there may be more. */
const snapshotLength = 50;

/**
 * The messages of a room. An unsent one is shown at once and sent again, under the same
 * clientMessageId, until the server has answered: it takes each id once.
 */
export class ChatLog {
  lines = $state<ChatLine[]>([]);
  hasEarlier = $state(false);
  isFetching = $state(false);
  me: Person = { profileId: '', name: '' };
  readonly #inFlight = new Set<string>();
  readonly #wire: ChatWire;
  readonly #now: () => number;

  constructor(wire: ChatWire, now: () => number = Date.now) {
    this.#wire = wire;
    this.#now = now;
  }

  /** The messages that came with joining. */
  restore(messages: ChatMessage[]): void {
    const isFirst = this.lines.length === 0;
    const knewOne = messages.some(({ id }) => this.lines.some((line) => line.id === id));
    // After a long absence there may be a gap: then what is older is fetched again on demand.
    if (!isFirst && !knewOne && messages.length >= snapshotLength) {
      this.lines = this.lines.filter(({ state }) => state !== 'sent');
      this.hasEarlier = true;
    }
    if (isFirst) this.hasEarlier = messages.length >= snapshotLength;
    for (const message of messages) this.#take(message);
    this.#sort();
  }

  receive(message: ChatMessage): void {
    this.#take(message);
    this.#sort();
  }

  say(text: string, position: number): void {
    const trimmed = text.trim();
    if (trimmed === '') return;
    const key = newId();
    this.lines.push({
      key,
      id: null,
      author: this.me,
      text: trimmed,
      at: this.#now(),
      position,
      state: 'pending',
      reason: '',
    });
    // What still waits goes first: a new message must not overtake it on a connection that has just come back.
    this.resend();
  }

  /** Sends what has had no answer; for after a reconnect. */
  resend(): void {
    for (const { key, state } of this.lines) if (state === 'pending') void this.#deliver(key);
  }

  retry(key: string): void {
    const line = this.#find(key);
    if (line?.state !== 'failed') return;
    line.state = 'pending';
    void this.#deliver(key);
  }

  discard(key: string): void {
    this.lines = this.lines.filter((line) => line.key !== key || line.state !== 'failed');
  }

  async earlier(): Promise<void> {
    const first = this.lines.find(({ state }) => state === 'sent');
    if (this.isFetching || !first) return;
    this.isFetching = true;
    try {
      // Others of the same millisecond may be older.
      const { messages, hasMore } = await this.#wire.before(first.at + 1);
      for (const message of messages) this.#take(message);
      this.#sort();
      this.hasEarlier = hasMore;
    } finally {
      this.isFetching = false;
    }
  }

  #find(key: string): ChatLine | undefined {
    return this.lines.find((line) => line.key === key);
  }

  async #deliver(key: string): Promise<void> {
    const line = this.#find(key);
    if (!line || this.#inFlight.has(key)) return;
    this.#inFlight.add(key);
    try {
      const message = await this.#wire.send(line.text, line.position, key);
      this.#take({ ...message, clientMessageId: key });
      this.#sort();
    } catch (error) {
      // Without an answer the line stays pending.
      if (error instanceof Refused && line.state === 'pending') {
        line.state = 'failed';
        line.reason = error.message;
      }
    } finally {
      this.#inFlight.delete(key);
    }
  }

  #take(message: ChatMessage): void {
    const known = this.lines.find(({ id }) => id === message.id);
    const own =
      message.clientMessageId === undefined || message.user.profileId !== this.me.profileId
        ? undefined
        : this.#find(message.clientMessageId);
    if (known && own && known !== own) {
      // It came with a snapshot before its own answer did.
      this.lines = this.lines.filter((line) => line !== own);
    }
    const line = known ?? own;
    const sent = {
      id: message.id,
      author: { profileId: message.user.profileId, name: message.user.name },
      text: message.message,
      at: Date.parse(message.createdAt) || this.#now(),
      position: message.videoTimestamp,
      state: 'sent' as const,
      reason: '',
    };
    if (line) Object.assign(line, sent);
    else this.lines.push({ key: message.id, ...sent });
  }

  #sort(): void {
    const place = (line: ChatLine) => (line.state === 'sent' ? line.at : Infinity);
    this.lines.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
  }
}
