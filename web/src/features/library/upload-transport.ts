import type { PreviousUpload, UploadOptions } from 'tus-js-client';
import { ApiError, errorFrom, unreachable } from '@/lib/api-error';
import { session } from '@/lib/current-session';
import { call } from '@/lib/http';
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
          const status = error.originalResponse?.getStatus() ?? 0;
          onWaiting(true);
          return status === 0 || [401, 409, 423, 429, 460].includes(status) || status >= 500;
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
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Uploads are remembered by account: the next one at this browser shall not see them. */
const prefix = () => `matinee-${session.user?.id ?? ''}-`;
const fingerprintOf = (file: File) =>
  `${prefix()}${file.name}-${String(file.size)}-${String(file.lastModified)}`;

async function remembered(start: string): Promise<PreviousUpload[]> {
  const { defaultOptions } = await import('tus-js-client');
  const { urlStorage } = defaultOptions as unknown as UploadOptions;
  const all = (await urlStorage?.findAllUploads()) ?? [];
  return all.filter(({ urlStorageKey }) => urlStorageKey.startsWith(`tus::${start}`));
}

/** The server forgets what is left of itself after a day: that it cannot be told is no failure. */
async function remove(previous: PreviousUpload): Promise<void> {
  const { defaultOptions } = await import('tus-js-client');
  const { urlStorage } = defaultOptions as unknown as UploadOptions;
  await urlStorage?.removeUpload(previous.urlStorageKey);
  const path = previous.uploadUrl === null ? '' : new URL(previous.uploadUrl, location.href).pathname;
  if (!path.startsWith(endpoint)) return;
  const headers = { 'tus-resumable': '1.0.0' };
  await call('DELETE', path, { credential: session, headers }).catch(() => undefined);
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

function faultOf(error: unknown): ApiError {
  const cause = (error as { causingError?: unknown }).causingError ?? error;
  if (cause instanceof ApiError) return cause;
  const response = (
    error as {
      originalResponse?: {
        getStatus(): number;
        getBody(): string;
        getHeader(name: string): string | undefined;
      } | null;
    }
  ).originalResponse;
  if (!response) return unreachable();
  let body: unknown = null;
  try {
    body = JSON.parse(response.getBody());
  } catch {
    // A proxy's page: the status says enough.
  }
  return errorFrom(response.getStatus(), body, response.getHeader('Retry-After') ?? null);
}
