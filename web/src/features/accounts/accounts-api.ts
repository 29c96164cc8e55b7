import { call } from '@/lib/http';
import type { RegisterBody, SetupBody, SetupData } from '@/wire/accounts';
import type { Envelope } from '@/wire/envelope';

export const register = (body: RegisterBody) => call('POST', '/v1/auth/register', { body });

export const setUp = (body: SetupBody) => call('POST', '/v1/auth/setup', { body });

export const isSetupNeeded = async () =>
  (await call<Envelope<SetupData>>('GET', '/v1/auth/setup')).data.needed;
