import { t, type TextKey } from '@/i18n/t';
import { ApiError } from './api-error';

const texts: Record<string, TextKey> = {
  UNREACHABLE: 'error.unreachable',
  SERVER_ERROR: 'error.server',
  AUTHENTICATION_REQUIRED: 'error.signedOut',
  TOO_LARGE: 'error.tooLarge',
};

/** One sentence for people; the server's own sentence where it says more than we could. */
export function describeError(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.unexpected');
  if (error.code === 'RATE_LIMIT_EXCEEDED') {
    return error.retryAfter === null
      ? t('error.tooOften')
      : t('error.tooOftenSeconds', { seconds: Math.ceil(error.retryAfter) });
  }
  const key = texts[error.code];
  if (key !== undefined) return t(key);
  return error.message || t('error.unexpected');
}
