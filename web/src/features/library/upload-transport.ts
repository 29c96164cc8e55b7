import { errorFrom, unreachable } from '@/lib/api-error';
import { session } from '@/lib/current-session';
import type { VideoUpload } from '@/wire/videos';
import { uploadStatus } from './library-api';
import type { Transport } from './uploads.svelte';

export const uploadTransport: Transport = {
  send: async (file, title, signal, onProgress) => {
    const token = await session.token();
    signal.throwIfAborted();
    return await post(file, title, token, signal, onProgress);
  },
  status: uploadStatus,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** XMLHttpRequest, because fetch does not tell how much of a body was sent. */
function post(
  file: File,
  title: string,
  token: string | null,
  signal: AbortSignal,
  onProgress: (sent: number) => void,
): Promise<VideoUpload> {
  // The plain fields go first, so that a server that reads the stream knows them before the file.
  const form = new FormData();
  form.set('title', title);
  form.set('description', '');
  form.set('visibility', 'private');
  form.set('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/videos/upload/');
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, file.size));
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as VideoUpload);
      else reject(errorFrom(request.status, body, request.getResponseHeader('retry-after')));
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(unreachable());
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
