import type { ChatMessage, Member, Party, Playback } from '@/wire/party';
import type { JoinAnswer } from '@/wire/party-events';

/** Wire values for tests, with what matters to the test in `over`. */
export const playback = (over: Partial<Playback> = {}): Playback => ({
  timestamp: 0,
  isPlaying: false,
  playbackRate: 1,
  serverTime: 0,
  effectiveAt: 0,
  epoch: 1,
  seq: 1,
  actor: null,
  hold: null,
  undo: null,
  ...over,
});

export const member = (profileId: string, over: Partial<Member> = {}): Member => ({
  profileId,
  name: profileId,
  avatar: null,
  role: 'MEMBER',
  joinedAt: '2026-01-01T20:00:00Z',
  isOnline: true,
  isGuest: false,
  connection: null,
  ...over,
});

export const party = (over: Partial<Party> = {}): Party => ({
  id: 'party',
  partyCode: 'ABC234',
  inviteUrl: 'https://films.example/join/ABC234',
  status: 'ACTIVE',
  host: { profileId: 'ana', name: 'ana' },
  members: [],
  content: { id: 'film', title: 'Film', posterUrl: null, type: 'MOVIE', duration: 600 },
  maxMembers: 10,
  currentMembers: 2,
  isPublic: false,
  createdAt: '2026-01-01T20:00:00Z',
  settings: { lagPolicy: 'WAIT', guestsAllowed: true },
  playback: playback(),
  ...over,
});

export const joinAnswer = (you: string, over: Partial<JoinAnswer> = {}): JoinAnswer => ({
  party: party(),
  partyCode: 'ABC234',
  members: [member('ana', { role: 'HOST' }), member('bo')],
  you: { profileId: you, role: you === 'ana' ? 'HOST' : 'MEMBER' },
  messages: [],
  ...over,
});

export const message = (id: string, over: Partial<ChatMessage> = {}): ChatMessage => ({
  id,
  user: { profileId: 'bo', name: 'bo' },
  message: `text of ${id}`,
  videoTimestamp: 10,
  createdAt: '2026-01-01T20:00:00.000Z',
  ...over,
});
