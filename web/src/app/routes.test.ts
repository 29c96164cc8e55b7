import { describe, expect, it } from 'vitest';
import { match } from './routes';

const patternOf = (path: string) => match(path)?.route.pattern ?? null;

describe('match', () => {
  it.each([
    ['/', '/'],
    ['/library', '/library'],
    ['/library/', '/library'],
    ['/calibrate', '/calibrate'],
    ['/join/ABC234', '/join/:code'],
    ['/party/ABC234', '/party/:code'],
    ['/nowhere', null],
    ['/join', null],
    ['/join/a/b', null],
  ])('%s is shown by %s', (path, pattern) => expect(patternOf(path)).toBe(pattern));

  it('decodes parameters, and survives what cannot be decoded', () => {
    expect(match('/join/a%20b')?.params).toEqual({ code: 'a b' });
    expect(match('/join/%E0%A4%A')?.params).toEqual({ code: '%E0%A4%A' });
  });

  it('asks for an account in the library only', () => {
    expect(match('/library')?.route.needsAccount).toBe(true);
    expect(match('/party/ABC234')?.route.needsAccount).toBeUndefined();
  });
});
