import { describe, expect, it } from 'vitest';
import { nextSpeed, speedText } from './speeds';

describe('nextSpeed', () => {
  it.each([
    [1, 1, 1.25],
    [1, -1, 0.75],
    [2, 1, 2],
    [0.25, -1, 0.25],
    // A speed that another player has chosen.
    [1.1, 1, 1.25],
    [1.1, -1, 1],
  ] as const)('from %d in direction %d is %d', (rate, direction, next) =>
    expect(nextSpeed(rate, direction)).toBe(next),
  );
});

describe('speedText', () => {
  it('is as short as it can be', () => {
    expect([speedText(1), speedText(1.25), speedText(1.1000001)]).toEqual(['1×', '1.25×', '1.1×']);
  });
});
