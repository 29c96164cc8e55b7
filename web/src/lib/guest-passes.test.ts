import { describe, expect, it } from 'vitest';
import { GuestPasses } from './guest-passes';
import { MemoryStorage } from './memory-storage';

const data = (code: string) => ({
  user: { id: 'u', firstName: 'Bo', isGuest: true as const },
  profile: { id: 'p', name: 'Bo' },
  party: { id: 'party', partyCode: code },
  tokens: { accessToken: `token of ${code}`, refreshToken: null, expiresIn: 60 },
});

describe('GuestPasses', () => {
  it('keeps one pass per party, whatever the case of the code', () => {
    const passes = new GuestPasses(new MemoryStorage(), () => 0);
    passes.keep(data('ABC234'));
    passes.keep(data('XYZ789'));
    expect(passes.find('abc234')?.accessToken).toBe('token of ABC234');
    expect(passes.find('XYZ789')?.accessToken).toBe('token of XYZ789');
    passes.forget('ABC234');
    expect(passes.find('ABC234')).toBeNull();
  });

  it('does not offer a pass that has run out', () => {
    let now = 0;
    const passes = new GuestPasses(new MemoryStorage(), () => now);
    passes.keep(data('ABC234'));
    now = 60_001;
    expect(passes.find('ABC234')).toBeNull();
  });
});
