import type { ChatMessage, Member, Party, PartySettings, Person, Playback, Quality } from './party';

export type PartyErrorType =
  | 'party_full'
  | 'party_not_found'
  | 'content_access_denied'
  | 'network_error'
  | 'authentication_error'
  | 'not_host'
  | 'not_member'
  | 'rate_limited'
  | 'validation_error';

export interface PartyError {
  message: string;
  type: PartyErrorType;
  code: string;
}

export type Ack<T = object> = ({ ok: true } & T) | { ok: false; error: PartyError };

export interface JoinAnswer {
  party: Party;
  partyCode: string;
  members: Member[];
  you: { profileId: string; role: Member['role'] };
  /** The last 50, oldest first. */
  messages: ChatMessage[];
}

export interface Reaction {
  id: string;
  user: Person;
  emoji: string;
  /** 0 to 1 in both directions. */
  position: { x: number; y: number } | null;
}

/** What the server sends, by event name. */
export interface ServerEvents {
  'party:member_joined': { member: Member; memberCount: number };
  'party:member_left': { member: Person; memberCount: number };
  'party:member_update': { member: Person & Partial<Member> };
  'party:host_changed': { newHost: Person };
  'party:started': Playback;
  'party:play': Playback;
  'party:pause': Playback;
  'party:seek': Playback;
  'party:sync': Playback;
  'party:message': ChatMessage;
  'party:reaction': Reaction;
  'party:typing': { user: Person; isTyping: boolean };
  'party:settings': { settings: PartySettings };
  'party:connection_quality': { quality: Quality; latency: number };
  'party:ended': { reason: string };
  'party:kicked': { reason: string };
  'party:error': PartyError;
}

export type ServerEventName = keyof ServerEvents;
export type HandlerTable = { [E in ServerEventName]: (payload: ServerEvents[E]) => void };

type PlaybackAnswer = { playback: Playback };

/** What the client sends: payload and the answer of its acknowledgement. */
export interface ClientEvents {
  'party:join': [{ partyCode: string }, JoinAnswer];
  'party:leave': [undefined, object];
  'party:start': [undefined, PlaybackAnswer];
  'party:play': [{ timestamp: number }, PlaybackAnswer];
  'party:pause': [{ timestamp: number }, PlaybackAnswer];
  'party:seek': [{ timestamp: number; wasPlaying: boolean }, PlaybackAnswer];
  'party:undo_seek': [undefined, PlaybackAnswer];
  'party:rate': [{ rate: number }, PlaybackAnswer];
  'party:sync_request': [undefined, PlaybackAnswer];
  'party:message': [
    { message: string; timestamp: number; clientMessageId: string },
    { message: ChatMessage },
  ];
  'party:reaction': [
    { emoji: string; timestamp: number; position: { x: number; y: number } },
    object,
  ];
  'party:typing': [{ isTyping: boolean }, object];
  'party:buffering': [{ isBuffering: boolean; timestamp: number }, object];
  'party:hand_over': [{ profileId: string }, object];
  'party:kick': [{ profileId: string }, object];
  'party:end': [undefined, object];
  'party:settings': [Partial<PartySettings>, object];
  'party:heartbeat': [
    { timestamp: number; isPlaying: boolean; quality: string; latency?: number },
    object,
  ];
}

export type ClientEventName = keyof ClientEvents;
export type Payload<E extends ClientEventName> = ClientEvents[E][0];
export type Answer<E extends ClientEventName> = ClientEvents[E][1];
