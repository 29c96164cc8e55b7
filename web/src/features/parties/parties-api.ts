import { call, type Credential } from '@/lib/http';
import type { GuestData } from '@/wire/accounts';
import type { Envelope } from '@/wire/envelope';
import type { Invite, MessagesPage } from '@/wire/party';
import type { VideoStreamInfo } from '@/wire/videos';

const party = (code: string) => `/v1/social/party/${encodeURIComponent(code)}`;

export const findInvite = async (code: string): Promise<Invite> =>
  (await call<Envelope<{ invite: Invite }>>('GET', `${party(code)}/invite`)).data.invite;

export const enterAsGuest = async (displayName: string, partyCode: string): Promise<GuestData> =>
  (await call<Envelope<GuestData>>('POST', '/v1/auth/guest', { body: { displayName, partyCode } }))
    .data;

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
