import { describe, expect, it } from 'vitest';
import type { PartyErrorType } from '@/wire/party-events';
import { goneFrom } from './gone';

const kindOf = (type: PartyErrorType, code = 'X') =>
  goneFrom({ type, code, message: 'why' })?.kind ?? null;

describe('goneFrom', () => {
  it.each<[PartyErrorType, string | null]>([
    ['party_full', 'full'],
    ['party_not_found', 'unknown'],
    ['authentication_error', 'signed-out'],
    ['content_access_denied', 'refused'],
    ['validation_error', 'refused'],
    ['network_error', null],
    ['rate_limited', null],
  ])('reads %s as %s', (type, kind) => expect(kindOf(type)).toBe(kind));

  it('tells a party that is over from one that never was', () => {
    expect(kindOf('party_not_found', 'CONFLICT')).toBe('ended');
  });
});
