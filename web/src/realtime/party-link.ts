import type { Answer, ClientEventName, PartyError, Payload } from '@/wire/party-events';

/** The server answered and said no. */
export class Refused extends Error {
  readonly error: PartyError;

  constructor(error: PartyError) {
    super(error.message);
    this.name = 'Refused';
    this.error = error;
  }
}

/** No answer: the connection is down, or was lost before the answer came. */
export class Unanswered extends Error {
  constructor() {
    super('no answer');
    this.name = 'Unanswered';
  }
}

/** What the room needs of the network. */
export interface PartyLink {
  readonly isUp: boolean;
  /** Rejects with Refused or Unanswered. */
  ask<E extends ClientEventName>(event: E, payload: Payload<E>): Promise<Answer<E>>;
  /** Dropped when the connection is not up: for what is worthless later. */
  tell<E extends ClientEventName>(event: E, payload: Payload<E>): void;
  clock(t0: number): Promise<{ t1: number; t2: number }>;
  close(): void;
}
