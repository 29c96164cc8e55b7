import type { PartyError } from '@/wire/party-events';

/** Why one is not in the room (any more). */
export type Gone =
  | { kind: 'kicked' | 'ended' | 'empty' | 'film' | 'full' | 'unknown' | 'signed-out' }
  | { kind: 'refused'; reason: string };

/** Null where trying again may help. */
export function goneFrom({ type, code, message }: PartyError): Gone | null {
  switch (type) {
    case 'party_full':
      return { kind: 'full' };
    case 'party_not_found':
      return { kind: code === 'CONFLICT' || code === 'PARTY_ENDED' ? 'ended' : 'unknown' };
    case 'authentication_error':
      return { kind: 'signed-out' };
    case 'content_access_denied':
    case 'not_host':
    case 'not_member':
    case 'validation_error':
      return code === 'CONFLICT' ? { kind: 'ended' } : { kind: 'refused', reason: message };
    case 'network_error':
    case 'rate_limited':
      return null;
    default:
      return { kind: 'refused', reason: message };
  }
}
