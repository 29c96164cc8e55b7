import type { AccountUser, LoginData, Tokens } from '@/wire/accounts';
import type { Envelope } from '@/wire/envelope';
import { ApiError } from './api-error';
import { call, type Credential, type Fetch } from './http';
import { tabLock, type TabLock } from './tab-lock';

interface Login {
  user: AccountUser;
  accessToken: string;
  refreshToken: string;
  /** Milliseconds since 1970, by this machine's clock. */
  expiresAt: number;
}

const storageKey = 'matinee.session';
/** A token this close to its end is renewed before it is used. */
const marginMs = 30_000;

/** The account's login, shared by all tabs of this browser. */
export class Session implements Credential {
  #login = $state<Login | null>(null);
  readonly #storage: Storage;
  readonly #lock: TabLock;
  readonly #fetch: Fetch;
  readonly #now: () => number;

  constructor(storage: Storage, lock: TabLock, fetcher: Fetch, now: () => number = Date.now) {
    this.#storage = storage;
    this.#lock = lock;
    this.#fetch = fetcher;
    this.#now = now;
    this.reload();
  }

  get user(): AccountUser | null {
    return this.#login?.user ?? null;
  }

  get profileId(): string | null {
    return this.#login ? profileOf(this.#login.accessToken) : null;
  }

  /** Takes over what another tab has stored. */
  reload(): void {
    try {
      this.#login = JSON.parse(this.#storage.getItem(storageKey) ?? 'null') as Login | null;
    } catch {
      this.#login = null;
    }
  }

  async signIn(email: string, password: string): Promise<void> {
    const { data } = await call<Envelope<LoginData>>(
      'POST',
      '/v1/auth/login',
      { body: { email, password } },
      this.#fetch,
    );
    this.#keep(data.user, data.tokens);
  }

  /** The server ends the login where it can be reached; this browser forgets it in any case. */
  async signOut(): Promise<void> {
    try {
      await call('POST', '/v1/auth/logout', { credential: this }, this.#fetch);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    } finally {
      this.forget();
    }
  }

  forget(): void {
    this.#storage.removeItem(storageKey);
    this.#login = null;
  }

  async token(): Promise<string | null> {
    const held = this.#login;
    if (!held) return null;
    if (held.expiresAt - this.#now() > marginMs) return held.accessToken;
    return await this.renew(held.accessToken);
  }

  /** One refresh at a time over all tabs: using a refresh token twice would end the login. */
  renew(refused: string): Promise<string | null> {
    return this.#lock.run('matinee-refresh', async () => {
      this.reload();
      const held = this.#login;
      if (!held) return null;
      if (held.accessToken !== refused) return held.accessToken;
      try {
        const { data } = await call<Envelope<{ tokens: Tokens }>>(
          'POST',
          '/v1/auth/refresh',
          { body: { refreshToken: held.refreshToken } },
          this.#fetch,
        );
        return this.#keep(held.user, data.tokens).accessToken;
      } catch (error) {
        // Unreachable or rate limited: the login may still be good.
        const isOver = error instanceof ApiError && [400, 401, 403, 422].includes(error.status);
        if (!isOver) throw error;
        this.forget();
        return null;
      }
    });
  }

  #keep(user: AccountUser, tokens: Tokens): Login {
    const login = {
      user,
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken,
      expiresAt: this.#now() + tokens.expiresIn * 1000,
    };
    this.#storage.setItem(storageKey, JSON.stringify(login));
    this.#login = login;
    return login;
  }
}

/** The claim `prf` of an access token. */
function profileOf(token: string): string | null {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const claims = JSON.parse(atob(payload)) as { prf?: unknown };
    return typeof claims.prf === 'string' ? claims.prf : null;
  } catch {
    return null;
  }
}

export function browserSession(): Session {
  const session = new Session(localStorage, tabLock(localStorage), (...call) => fetch(...call));
  addEventListener('storage', (event) => {
    if (event.key === storageKey || event.key === null) session.reload();
  });
  return session;
}
