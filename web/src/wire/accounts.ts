export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** Seconds. */
  expiresIn: number;
}

export interface AccountUser {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  isVerified: boolean;
  isGuest: false;
  role: 'user' | 'admin';
}

export interface LoginData {
  user: AccountUser;
  tokens: Tokens;
}

export interface RegisterBody {
  email: string;
  password: string;
  firstName: string;
  lastName: string;
  acceptTerms: boolean;
}

export interface SetupBody {
  code: string;
  email: string;
  password: string;
  firstName: string;
  lastName: string;
}

export interface SetupData {
  needed: boolean;
}

export interface GuestData {
  user: { id: string; firstName: string; isGuest: true };
  profile: { id: string; name: string };
  party: { id: string; partyCode: string };
  tokens: { accessToken: string; refreshToken: null; expiresIn: number };
}
