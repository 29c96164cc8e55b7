import { describe, expect, it } from 'vitest';
import { t, tn } from '@/i18n/t';
import { fileSize } from './file-size';
import { partyCodeFrom } from './party-code';
import { clockText } from './time-text';

describe('t', () => {
  it('fills the values in', () => {
    expect(t('join.submitAs', { name: 'Ana' })).toBe('Join as Ana');
  });

  it('does not take a value for a pattern', () => {
    expect(t('people.kickTitle', { name: '{name} $&' })).toBe('Remove {name} $&?');
  });

  it('chooses the plural', () => {
    expect([tn('people.count', 1), tn('people.count', 3)]).toEqual(['1 person', '3 people']);
  });
});

describe('partyCodeFrom', () => {
  it.each([
    ['abc234', 'ABC234'],
    [' ABC-234 ', 'ABC234'],
    ['https://films.example/join/abc234?x=1', 'ABC234'],
    ['https://films.example/party/ABC234', 'ABC234'],
    ['../..', ''],
  ])('reads %j as %j', (input, code) => expect(partyCodeFrom(input)).toBe(code));
});

describe('clockText and fileSize', () => {
  it('reads as people write it', () => {
    expect([clockText(75), clockText(3675), clockText(-1)]).toEqual(['1:15', '1:01:15', '0:00']);
    expect([fileSize(0), fileSize(1500), fileSize(1_234_567)]).toEqual(['0 B', '2 kB', '1.2 MB']);
  });
});
