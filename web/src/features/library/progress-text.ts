import { t, tn } from '@/i18n/t';
import type { VideoUploadStatus } from '@/wire/videos';

/** Empty while nobody can tell. */
export function timeLeftText(seconds: number | null): string {
  if (seconds === null) return '';
  return seconds < 60
    ? tn('upload.secondsLeft', Math.max(1, Math.round(seconds)))
    : tn('upload.minutesLeft', Math.round(seconds / 60));
}

/** Null when the film is as it will be. */
export function progressText(
  status: VideoUploadStatus | undefined,
  isReady: boolean,
): string | null {
  if (status === undefined) return isReady ? null : t('card.processing');
  if (status.stage === 'finished' || status.stage === 'failed') return null;
  return `${status.message} ${timeLeftText(status.seconds_remaining)}`.trim();
}
