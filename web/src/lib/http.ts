import { errorFrom, unreachable } from './api-error';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
export type Fetch = typeof fetch;

/** What proves who is calling: an account's session or a guest's pass. */
export interface Credential {
  token(): Promise<string | null>;
  /** A token to try once more after `refused` was answered with 401, or null. */
  renew(refused: string): Promise<string | null>;
}

export interface Call {
  body?: unknown;
  credential?: Credential;
  signal?: AbortSignal;
}

/** Answers the parsed body; throws ApiError for everything that is not a 2xx. */
export async function call<T>(
  method: Method,
  path: string,
  options: Call = {},
  fetcher: Fetch = fetch,
): Promise<T> {
  return (await parse(await open(method, path, options, fetcher))) as T;
}

/** The answer with its body unread, once it is a 2xx; throws ApiError for everything else. */
export async function open(
  method: Method,
  path: string,
  { body, credential, signal }: Call = {},
  fetcher: Fetch = fetch,
): Promise<Response> {
  const send = async (token: string | null) => {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (token !== null) headers['authorization'] = `Bearer ${token}`;
    const init: RequestInit = { method, headers };
    if (body instanceof FormData) {
      init.body = body;
    } else if (body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    if (signal) init.signal = signal;
    try {
      return await fetcher(path, init);
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw unreachable();
    }
  };

  const token = (await credential?.token()) ?? null;
  let response = await send(token);
  if (response.status === 401 && credential && token !== null) {
    const renewed = await credential.renew(token);
    if (renewed !== null) response = await send(renewed);
  }
  if (response.ok) return response;
  throw errorFrom(response.status, await parse(response), response.headers.get('retry-after'));
}

async function parse(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
