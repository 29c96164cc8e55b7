import { call, type Credential } from '@/lib/http';
import { partyCodeFrom } from '@/lib/party-code';
import type { GuestData } from '@/wire/accounts';
import type { Envelope } from '@/wire/envelope';
import type { Invite, MessagesPage } from '@/wire/party';
import type { VideoStreamInfo } from '@/wire/videos';

const party = (code: string) => `/v1/social/party/${encodeURIComponent(code)}`;

export const findInvite = async (code: string): Promise<Invite> =>
  (await call<Envelope<{ invite: Invite }>>('GET', `${party(code)}/invite`)).data.invite;

/** What a link names: a party's id as it stands, or a code as people type it. */
export const partyNameFrom = (input: string): string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(input)
    ? input.toLowerCase()
    : partyCodeFrom(input);

/** `party` is its code; or its id, with the password where the party has one. */
export const enterAsGuest = async (
  displayName: string,
  party: string,
  password?: string,
): Promise<GuestData> =>
  (
    await call<Envelope<GuestData>>('POST', '/v1/auth/guest', {
      body: { displayName, partyCode: party, ...(password === undefined ? {} : { password }) },
    })
  ).data;

/** Takes a seat in a party of which only the id is known; answers its code, which opens the room. */
export const joinWithPassword = async (
  id: string,
  password: string,
  credential: Credential,
): Promise<string> =>
  (
    await call<Envelope<{ party: { partyCode: string } }>>('POST', `${party(id)}/join`, {
      body: { password },
      credential,
    })
  ).data.party.partyCode;

export const findMessages = async (
  code: string,
  before: number,
  credential: Credential,
): Promise<MessagesPage> =>
  (
    await call<Envelope<MessagesPage>>('GET', `${party(code)}/messages?limit=50&before=${before}`, {
      credential,
    })
  ).data;

export const findStream = (videoId: string, credential: Credential): Promise<VideoStreamInfo> =>
  call('GET', `/api/videos/${encodeURIComponent(videoId)}/stream/`, { credential });
