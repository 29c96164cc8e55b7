import type { DetailedError, PreviousUpload, UploadOptions } from 'tus-js-client';
import { ApiError, errorFrom, unreachable } from '@/lib/api-error';
import { session } from '@/lib/current-session';
import type { VideoUpload } from '@/wire/videos';
import { uploadStatus } from './library-api';
import type { Transport } from './uploads.svelte';

const endpoint = '/api/uploads/';
/** Small enough for proxies that hold a request back until they have it whole. */
const chunkBytes = 32 * 2 ** 20;
/** A network that is away for longer than all of these together is away. */
const retryMs = [0, 1_000, 2_000, 4_000, ...Array.from({ length: 30 }, () => 9_000)];

/** tus 1.0: what the server acknowledged stays there, whatever happens to the page or the network. */
export const uploadTransport: Transport = {
  send: async (file, title, signal, { onProgress, onWaiting }) => {
    const { Upload } = await import('tus-js-client');
    signal.throwIfAborted();
    const url = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(file, {
        ...authorised(),
        endpoint,
        chunkSize: chunkBytes,
        retryDelays: retryMs,
        metadata: { filename: file.name, filetype: file.type, title, visibility: 'private' },
        fingerprint: (input) => Promise.resolve(fingerprintOf(input as File)),
        removeFingerprintOnSuccess: true,
        onProgress: (sent) => {
          onWaiting(false);
          onProgress(sent);
        },
        onShouldRetry: (error) => {
          const isWorthIt = mayPass(error);
          if (isWorthIt) onWaiting(true);
          return isWorthIt;
        },
        onSuccess: () => resolve(upload.url ?? ''),
        onError: (error) => reject(faultOf(error)),
      });
      signal.addEventListener('abort', () => {
        void upload.abort();
        reject(unreachable());
      });
      void upload
        .findPreviousUploads()
        .catch((): PreviousUpload[] => [])
        .then(([previous]) => {
          if (signal.aborted) return;
          if (previous) upload.resumeFromPreviousUpload(previous);
          upload.start();
        });
    });
    return await arrived(url);
  },

  discard: async (file) => {
    for (const previous of await remembered(fingerprintOf(file))) await remove(previous);
  },

  interrupted: async () =>
    (await remembered(prefix())).map((previous) => ({
      name: previous.metadata['filename'] ?? '',
      size: previous.size ?? 0,
      discard: () => remove(previous),
    })),

  status: uploadStatus,
};

/** Uploads are remembered by account: the next one at this browser shall not see them. */
const prefix = () => `matinee-${session.user?.id ?? ''}-`;
const fingerprintOf = (file: File) =>
  `${prefix()}${file.name}-${String(file.size)}-${String(file.lastModified)}`;

async function remembered(start: string): Promise<PreviousUpload[]> {
  const { defaultOptions } = await import('tus-js-client');
  const all = await defaultOptions.urlStorage.findAllUploads();
  return all.filter(({ urlStorageKey }) => urlStorageKey.startsWith(`tus::${start}`));
}

/** The server forgets what is left of itself after a day: that it cannot be told is no failure. */
async function remove(previous: PreviousUpload): Promise<void> {
  const { defaultOptions } = await import('tus-js-client');
  await defaultOptions.urlStorage.removeUpload(previous.urlStorageKey);
  const path =
    previous.uploadUrl === null ? '' : new URL(previous.uploadUrl, location.href).pathname;
  if (!path.startsWith(endpoint)) return;
  const headers = new Headers({ 'tus-resumable': '1.0.0' });
  const token = await session.token().catch(() => null);
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  await fetch(path, { method: 'DELETE', headers }).catch(() => undefined);
}

/** The token of the moment, renewed once it is refused: an upload outlives many. */
function authorised(): Pick<UploadOptions, 'onBeforeRequest' | 'onAfterResponse'> {
  let used: string | null = null;
  let isRefused = false;
  return {
    onBeforeRequest: async (request) => {
      used = isRefused && used !== null ? await session.renew(used) : await session.token();
      isRefused = false;
      if (used !== null) request.setHeader('Authorization', `Bearer ${used}`);
      else throw errorFrom(401, null, null);
    },
    onAfterResponse: (_, response) => {
      isRefused = response.getStatus() === 401;
    },
  };
}

async function arrived(url: string): Promise<VideoUpload> {
  const id = new URL(url, location.href).pathname.split('/').at(-1) ?? '';
  const status = await uploadStatus(id);
  return {
    success: true,
    upload_id: id,
    video_id: status.video_id ?? '',
    message: status.message,
  };
}

/** A proxy's 502 while the server restarts passes; a sentence of the server about its disk does not. */
function mayPass(error: DetailedError | Error): boolean {
  const { status, message } = faultOf(error);
  return [0, 401, 409, 423, 429, 460].includes(status) || (status >= 500 && message === '');
}

function faultOf(error: DetailedError | Error): ApiError {
  if ('causingError' in error && error.causingError instanceof ApiError) return error.causingError;
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (!response) return unreachable();
  const fault = errorFrom(
    response.getStatus(),
    parse(response.getBody()),
    response.getHeader('Retry-After') ?? null,
  );

  // What the server says of sizes, quotas and its disk is more than we know.
  const isSentence = [413, 503].includes(fault.status) && fault.message !== '';
  return isSentence ? new ApiError({ ...fault, message: fault.message, code: 'REFUSED' }) : fault;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
