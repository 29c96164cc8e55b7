import { beforeEach, describe, expect, it } from 'vitest';
import { call } from './http';
import { MemoryStorage } from './memory-storage';
import { Session } from './session.svelte';
import { LeaseLock } from './tab-lock';

const user = { id: 'u', email: 'a@b', firstName: 'Ana', lastName: 'S', isVerified: true };
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const ok = (data: unknown) => json(200, { success: true, data });

/** Rotating refresh tokens, as the server does it: using one twice ends the login. */
class AuthServer {
  refreshes = 0;
  answer: (() => Response | Promise<Response>) | null = null;
  #n = 0;
  #isOver = false;

  #tokens = () => {
    this.#n += 1;
    return { accessToken: `a${this.#n}`, refreshToken: `r${this.#n}`, expiresIn: 3600 };
  };

  fetch = async (path: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const token = new Headers(init?.headers).get('authorization');
    if (path === '/v1/auth/login') return ok({ user, tokens: this.#tokens() });
    if (path === '/v1/auth/refresh') {
      this.refreshes += 1;
      if (this.answer) return await this.answer();
      const { refreshToken } = JSON.parse(String(init?.body)) as { refreshToken: string };
      this.#isOver ||= refreshToken !== `r${this.#n}`;
      return this.#isOver ? json(401, {}) : ok({ tokens: this.#tokens() });
    }
    return token === `Bearer a${this.#n}` && !this.#isOver ? ok({ token }) : json(401, {});
  };
}

describe('Session', () => {
  let server: AuthServer;
  let storage: MemoryStorage;
  let now: number;
  const tab = () => new Session(storage, new LeaseLock(storage), server.fetch, () => now);
  const ask = (session: Session) =>
    call<{ data: { token: string } }>('GET', '/thing', { credential: session }, server.fetch);

  beforeEach(() => {
    server = new AuthServer();
    storage = new MemoryStorage();
    now = 1_000_000;
  });

  it('is remembered by the next tab', async () => {
    await tab().signIn('a@b', 'x');
    expect(tab().user?.firstName).toBe('Ana');
  });

  it('renews a token that is about to end before it is used', async () => {
    const session = tab();
    await session.signIn('a@b', 'x');
    now += 3_599_000;
    expect(await session.token()).toBe('a2');
  });

  it('renews once after a 401 and repeats the call', async () => {
    const session = tab();
    await session.signIn('a@b', 'x');
    await session.renew('a1');
    storage.setItem(
      'matinee.session',
      (storage.getItem('matinee.session') ?? '').replace('"a2"', '"stale"'),
    );
    session.reload();
    expect((await ask(session)).data.token).toBe('Bearer a3');
  });

  it('refreshes once for many calls in several tabs', async () => {
    const first = tab();
    await first.signIn('a@b', 'x');
    const second = tab();
    now += 3_599_000;
    const answers = await Promise.all([ask(first), ask(second), ask(first), ask(second)]);
    expect(answers.map(({ data }) => data.token)).toEqual(Array(4).fill('Bearer a2'));
    expect(server.refreshes).toBe(1);
  });

  it('is over when the refresh token is refused', async () => {
    const session = tab();
    await session.signIn('a@b', 'x');
    server.answer = () => json(401, {});
    expect(await session.renew('a1')).toBeNull();
    expect([session.user, storage.getItem('matinee.session')]).toEqual([null, null]);
  });

  it.each([
    ['unreachable', () => Promise.reject(new TypeError('network'))],
    ['rate limited', () => json(429, {})],
    ['broken', () => json(500, {})],
  ])('survives a server that is %s', async (_, answer) => {
    const session = tab();
    await session.signIn('a@b', 'x');
    server.answer = answer;
    await expect(session.renew('a1')).rejects.toThrow();
    expect(session.user).not.toBeNull();
  });

  it('forgets the login even when the server cannot be told', async () => {
    const session = tab();
    await session.signIn('a@b', 'x');
    server.fetch = () => Promise.reject(new TypeError('network'));
    const offline = new Session(storage, new LeaseLock(storage), server.fetch, () => now);
    await offline.signOut();
    expect(tab().user).toBeNull();
  });

  it('takes a damaged store for signed out', () => {
    storage.setItem('matinee.session', '{');
    expect(tab().user).toBeNull();
  });
});
