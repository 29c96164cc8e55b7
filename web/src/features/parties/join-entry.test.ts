import { describe, expect, it, vi } from 'vitest';
import { t } from '@/i18n/t';
import { errorFrom } from '@/lib/api-error';
import { JoinEntry } from './join-entry.svelte';
import { partyNameFrom } from './parties-api';

const refusal = (status: number, code: string, field?: string) => {
  const details =
    field === undefined ? undefined : [{ field, message: 'No.', code: 'INVALID_VALUE' }];
  return errorFrom(status, { error: { code, message: 'Not so.', details } }, null);
};

describe('JoinEntry', () => {
  it('asks for nothing where nothing is needed', async () => {
    const enter = vi.fn(() => Promise.resolve());
    expect(await new JoinEntry().submit({ nickname: false, password: false }, enter)).toBe(true);
    expect(enter).toHaveBeenCalledOnce();
  });

  it.each([
    ['nickname', '', 'secure123'],
    ['password', 'Gus', ' '],
  ] as const)('names a missing %s and sends nothing', async (field, nickname, password) => {
    const entry = Object.assign(new JoinEntry(), { nickname, password });
    const enter = vi.fn(() => Promise.resolve());
    expect(await entry.submit({ nickname: true, password: true }, enter)).toBe(false);
    expect(Object.keys(entry.faults)).toEqual([field]);
    expect(enter).not.toHaveBeenCalled();
  });

  it('sends the name and the password as typed', async () => {
    const entry = Object.assign(new JoinEntry(), { nickname: ' Gus ', password: 'secure 123' });
    const enter = vi.fn(() => Promise.resolve());
    await entry.submit({ nickname: true, password: true }, enter);
    expect(enter).toHaveBeenCalledWith('Gus', 'secure 123');
    expect(entry.busy).toBe(false);
  });

  it('says of a wrong password that it is wrong, at its field', async () => {
    const entry = Object.assign(new JoinEntry(), { nickname: 'Gus', password: 'wrong' });
    const enter = () => Promise.reject(refusal(422, 'VALIDATION_ERROR', 'password'));
    expect(await entry.submit({ nickname: true, password: true }, enter)).toBe(false);
    expect(entry.faults).toEqual({ password: t('join.passwordWrong') });
    expect([entry.fault, entry.password, entry.nickname]).toEqual(['', '', 'Gus']);
  });

  it('says what else is wrong for the whole form, and takes another try', async () => {
    const entry = Object.assign(new JoinEntry(), { nickname: 'Gus', password: 'secure123' });
    await entry.submit({ nickname: true, password: true }, () =>
      Promise.reject(refusal(409, 'CONFLICT')),
    );
    expect(entry.fault).toBe('Not so.');
    const enter = vi.fn(() => Promise.resolve());
    expect(await entry.submit({ nickname: true, password: true }, enter)).toBe(true);
    expect(entry.fault).toBe('');
  });
});

describe('partyNameFrom', () => {
  it.each([
    ['0198C0DE-0000-7000-8000-000000000001', '0198c0de-0000-7000-8000-000000000001'],
    ['abc-234', 'ABC234'],
    ['0198c0de-0000-7000-8000', '0198C0DE0000'],
  ])('%s is %s', (input, name) => {
    expect(partyNameFrom(input)).toBe(name);
  });
});
