import { session } from '@/lib/current-session';
import { eventsOf } from '@/lib/event-stream';
import { call, open, type Method } from '@/lib/http';
import type { Envelope, Paginated } from '@/wire/envelope';
import type { Party } from '@/wire/party';
import type { News } from './processing.svelte';
import type { Video, VideoChange, VideoUploadStatus } from '@/wire/videos';

const mine = <T>(method: Method, path: string, body?: unknown) =>
  call<T>(method, path, { body, credential: session });

export interface LibraryApi {
  list(page: number, search: string): Promise<Paginated<Video>>;
  get(id: string): Promise<Video>;
  change(id: string, change: VideoChange): Promise<Video>;
  remove(id: string): Promise<unknown>;
}

export const libraryApi: LibraryApi = {
  list: (page, search) => {
    const query = new URLSearchParams({ page: String(page), page_size: '24' });
    if (search !== '') query.set('search', search);
    return mine('GET', `/api/videos/?${query}`);
  },
  get: (id) => mine('GET', `/api/videos/${id}/`),
  change: (id, change) => mine('PATCH', `/api/videos/${id}/`, change),
  remove: (id) => mine('DELETE', `/api/videos/${id}/`),
};

export const uploadStatus = (uploadId: string) =>
  mine<VideoUploadStatus>('GET', `/api/videos/upload/${uploadId}/status/`);

/** Ends with the connection. */
export async function* watchUploads(signal: AbortSignal): AsyncGenerator<News> {
  const { body } = await open('GET', '/api/videos/upload/events/', { credential: session, signal });
  if (body === null) return;
  yield 'open';
  for await (const { event, data } of eventsOf(body))
    if (event === 'status') yield JSON.parse(data) as VideoUploadStatus;
}

const seats = 50;

export async function startParty(contentId: string): Promise<Party> {
  const body = { contentId, profileId: session.profileId, maxMembers: seats, isPublic: false };
  return (await mine<Envelope<{ party: Party }>>('POST', '/v1/social/party', body)).data.party;
}

export const liveParties = async () =>
  (await mine<Envelope<{ parties: Party[] }>>('GET', '/v1/social/parties')).data.parties;
