import type { GuestData } from '@/wire/accounts';
import type { Credential } from './http';

export interface GuestPass {
  profileId: string;
  name: string;
  accessToken: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

const keyOf = (code: string) => `matinee.guest.${code.toUpperCase()}`;

/** A guest's token is good for one party and cannot be renewed: one pass is kept per party code. */
export class GuestPasses {
  readonly #storage: Storage;
  readonly #now: () => number;

  constructor(storage: Storage, now: () => number = Date.now) {
    this.#storage = storage;
    this.#now = now;
  }

  find(code: string): GuestPass | null {
    try {
      const pass = JSON.parse(this.#storage.getItem(keyOf(code)) ?? 'null') as GuestPass | null;
      return pass && pass.expiresAt > this.#now() ? pass : null;
    } catch {
      return null;
    }
  }

  keep({ party, profile, tokens }: GuestData): void {
    const pass: GuestPass = {
      profileId: profile.id,
      name: profile.name,
      accessToken: tokens.accessToken,
      expiresAt: this.#now() + tokens.expiresIn * 1000,
    };
    this.#storage.setItem(keyOf(party.partyCode), JSON.stringify(pass));
  }

  forget(code: string): void {
    this.#storage.removeItem(keyOf(code));
  }
}

export const guestCredential = (pass: GuestPass): Credential => ({
  token: () => Promise.resolve(pass.accessToken),
  renew: () => Promise.resolve(null),
});
