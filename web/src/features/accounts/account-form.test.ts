import { describe, expect, it, vi } from 'vitest';
import type { ApiError } from '@/lib/api-error';
import { errorFrom } from '@/lib/api-error';
import { AccountForm } from './account-form.svelte';

const form = () => {
  const made = new AccountForm(['email', 'password', 'acceptTerms'], {
    newPassword: true,
    explain: (error: ApiError) => (error.status === 409 ? 'Taken.' : null),
  });
  Object.assign(made.values, { email: 'a@b.org', password: 'hunter22', acceptTerms: true });
  return made;
};

describe('AccountForm', () => {
  it('sends what is complete', async () => {
    const send = vi.fn(() => Promise.resolve());
    expect(await form().submit(send)).toBe(true);
    expect(send).toHaveBeenCalledOnce();
  });

  it.each([
    ['email', ''],
    ['email', 'nobody'],
    ['password', 'short1'],
    ['password', 'no digits at all'],
    ['acceptTerms', false],
  ] as const)('names the field %s when it is %j, and sends nothing', async (field, value) => {
    const made = form();
    Object.assign(made.values, { [field]: value });
    const send = vi.fn(() => Promise.resolve());
    expect(await made.submit(send)).toBe(false);
    expect(Object.keys(made.faults)).toEqual([field]);
    expect(send).not.toHaveBeenCalled();
  });

  it('puts a fault of the server at its field', async () => {
    const made = form();
    const details = [{ field: 'email', message: 'Not deliverable.' }];
    const error = { code: 'VALIDATION_ERROR', message: 'Invalid', details };
    await made.submit(() => Promise.reject(errorFrom(422, { error }, null)));
    expect([made.faults.email, made.fault, made.busy]).toEqual(['Not deliverable.', '', false]);
  });

  it('explains what it knows better than the server', async () => {
    const made = form();
    await made.submit(() => Promise.reject(errorFrom(409, null, null)));
    expect(made.fault).toBe('Taken.');
  });

  it('submits once at a time', async () => {
    const made = form();
    let finish = () => {};
    const first = made.submit(() => new Promise<void>((resolve) => (finish = resolve)));
    expect(await made.submit(() => Promise.resolve())).toBe(false);
    finish();
    expect(await first).toBe(true);
  });
});
