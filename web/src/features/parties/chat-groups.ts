import type { ChatLine } from './chat-log.svelte';

const groupMs = 120_000;

/** Lines by one person in quick succession show the name once. */
export const joinsPrevious = (previous: ChatLine | undefined, line: ChatLine): boolean =>
  previous !== undefined &&
  previous.author.profileId === line.author.profileId &&
  line.at - previous.at < groupMs &&
  new Date(previous.at).getDate() === new Date(line.at).getDate();
