export type PartyStatus = 'WAITING' | 'ACTIVE' | 'PAUSED' | 'ENDED';
export type PartyRole = 'HOST' | 'MODERATOR' | 'MEMBER';
export type Quality = 'good' | 'fair' | 'poor';

export interface Person {
  profileId: string;
  name: string;
}

export interface Member extends Person {
  avatar: string | null;
  role: PartyRole;
  joinedAt: string;
  isOnline: boolean;
  isGuest: boolean;
  connection: { quality: Quality; latency: number | null } | null;
}

/**
 * Times are milliseconds of the server's clock, positions are seconds. Of two states the one with
 * the smaller (epoch, seq) is stale.
 */
export interface Playback {
  timestamp: number;
  isPlaying: boolean;
  playbackRate: number;
  serverTime: number;
  effectiveAt: number;
  epoch: number;
  seq: number;
  actor: Person | null;
  hold: { waitingFor: Person[]; until: number } | null;
  /** The last seek, while it can be taken back: who made it, and where that leads. */
  undo: { by: Person; from: number; until: number } | null;
}

/** What the room does for who runs out of data. */
export type LagPolicy = 'WAIT' | 'CATCH_UP' | 'QUORUM';

export interface PartySettings {
  lagPolicy: LagPolicy;
  guestsAllowed: boolean;
}

export interface Party {
  id: string;
  partyCode: string;
  inviteUrl: string;
  status: PartyStatus;
  host: Person;
  members: Member[];
  content: {
    /** Empty where no film of the library is shown. */
    id: string;
    title: string;
    posterUrl: string | null;
    type: string;
    /** Seconds. */
    duration: number | null;
  };
  maxMembers: number;
  currentMembers: number;
  isPublic: boolean;
  createdAt: string;
  settings: PartySettings;
  playback: Playback;
}

export interface Invite {
  partyCode: string;
  hostName: string;
  title: string;
  posterUrl: string | null;
  guestsAllowed: boolean;
  status: PartyStatus;
}

export interface ChatMessage {
  id: string;
  user: Person & { avatar?: string | null };
  message: string;
  /** Seconds in the film. */
  videoTimestamp: number;
  /** ISO 8601. */
  createdAt: string;
  clientMessageId?: string;
}

export interface MessagesPage {
  messages: ChatMessage[];
  hasMore: boolean;
}
