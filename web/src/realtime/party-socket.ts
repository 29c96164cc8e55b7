import { io, type Socket } from 'socket.io-client';
import type { Credential } from '@/lib/http';
import type {
  Ack,
  Answer,
  ClientEventName,
  HandlerTable,
  Payload,
  ServerEventName,
} from '@/wire/party-events';
import { type PartyLink, Refused, Unanswered } from './party-link';

export interface PartySocketHooks {
  onUp(): void;
  onDown(): void;
  /** The credential is not accepted any more. */
  onSignedOut(): void;
}

const answerMs = 8_000;
const clockMs = 2_000;
const retryMs = 1_700;
/** Everywhere but behind old proxies, and ready a round trip sooner. */
const straight = ['websocket'];
/**
 * After a failure. This order changes over to a WebSocket where one gets through; a client that falls back from one to
 * polling stays there, as whoever reconnects in the moment in which a server comes up would.
 */
const careful = ['polling', 'websocket'];

export class PartySocket implements PartyLink {
  readonly #socket: Socket;
  readonly #credential: Credential;
  readonly #hooks: PartySocketHooks;
  #token: string | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(credential: Credential, handlers: HandlerTable, hooks: PartySocketHooks) {
    this.#credential = credential;
    this.#hooks = hooks;
    this.#socket = io({
      autoConnect: false,
      transports: straight,
      reconnectionDelay: 400,
      reconnectionDelayMax: 2_600,
      auth: (give) => {
        this.#credential.token().then(
          (token) => {
            this.#token = token;
            give({ token });
          },
          () => give({}),
        );
      },
    });
    for (const event of Object.keys(handlers) as ServerEventName[]) {
      this.#socket.on(event, handlers[event] as (payload: unknown) => void);
    }
    this.#socket.on('connect', () => {
      this.#socket.io.opts.transports = straight;
      hooks.onUp();
    });
    this.#socket.on('disconnect', (reason) => this.#down(reason));
    this.#socket.on('connect_error', (error) => {
      this.#socket.io.opts.transports = careful;
      void this.#refused(error);
    });
    this.#socket.connect();
  }

  get isUp(): boolean {
    return this.#socket.connected;
  }

  async ask<E extends ClientEventName>(event: E, payload: Payload<E>): Promise<Answer<E>> {
    if (!this.#socket.connected) throw new Unanswered();
    const waiting = this.#socket.timeout(answerMs);
    let answer: Ack<Answer<E>>;
    try {
      const sent =
        payload === undefined ? waiting.emitWithAck(event) : waiting.emitWithAck(event, payload);
      answer = (await sent) as Ack<Answer<E>>;
    } catch {
      throw new Unanswered();
    }
    if (!answer.ok) throw new Refused(answer.error);
    return answer;
  }

  tell<E extends ClientEventName>(event: E, payload: Payload<E>): void {
    if (this.#socket.connected) this.#socket.volatile.emit(event, payload);
  }

  async clock(t0: number): Promise<{ t1: number; t2: number }> {
    if (!this.#socket.connected) throw new Unanswered();
    return (await this.#socket.timeout(clockMs).volatile.emitWithAck('party:clock', { t0 })) as {
      t1: number;
      t2: number;
    };
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#socket.disconnect();
  }

  #down(reason: Socket.DisconnectReason): void {
    if (this.#isClosed) return;
    this.#hooks.onDown();
    // The client reconnects by itself, except when the server was the one to hang up.
    if (reason === 'io server disconnect') this.#reconnectSoon();
  }

  /** The client does not retry by itself after the server's middleware has refused. */
  async #refused(error: Error & { data?: { type?: string } }): Promise<void> {
    if (this.#isClosed || this.#socket.active) return;
    const isAuthentication = error.data?.type?.startsWith('authentication') ?? false;
    if (!isAuthentication) return this.#reconnectSoon();
    try {
      const renewed = this.#token === null ? null : await this.#credential.renew(this.#token);
      if (renewed === null) this.#hooks.onSignedOut();
      else this.#reconnectSoon();
    } catch {
      this.#reconnectSoon();
    }
  }

  #reconnectSoon(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      if (!this.#isClosed) this.#socket.connect();
    }, retryMs);
  }
}
