import type { Paginated } from '@/wire/envelope';
import type { Subtitle } from '@/wire/videos';
import { call, type Credential } from './http';

/** By the ending of the name; the server looks at what is inside. */
export const subtitleEndings = '.srt,.vtt,.ass,.ssa';
export const isSubtitleFile = ({ name }: File): boolean =>
  /\.(srt|vtt|ass|ssa|sup|idx|sub)$/i.test(name);

const path = (videoId: string, id = '') =>
  `/api/videos/${encodeURIComponent(videoId)}/subtitles/${id === '' ? '' : `${encodeURIComponent(id)}/`}`;

export const listSubtitles = async (videoId: string, credential: Credential): Promise<Subtitle[]> =>
  (await call<Paginated<Subtitle>>('GET', `${path(videoId)}?page_size=100`, { credential }))
    .results;

/** The server takes the language from the file's name: "Film.de.srt". */
export function addSubtitle(
  videoId: string,
  file: File,
  credential: Credential,
): Promise<Subtitle> {
  const body = new FormData();
  body.set('file', file, file.name);
  return call('POST', path(videoId), { body, credential });
}

export const changeSubtitle = (
  videoId: string,
  id: string,
  change: { label?: string; language?: string; default?: boolean },
  credential: Credential,
): Promise<Subtitle> => call('PATCH', path(videoId, id), { body: change, credential });

export const removeSubtitle = (
  videoId: string,
  id: string,
  credential: Credential,
): Promise<unknown> => call('DELETE', path(videoId, id), { credential });
