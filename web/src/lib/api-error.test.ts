import { describe, expect, it } from 'vitest';
import { errorFrom, unreachable } from './api-error';
import { describeError } from './describe-error';

const envelope = (error: object) => ({ success: false, error });

describe('errorFrom', () => {
  it('reads the envelope with its fields', () => {
    const details = [
      { field: 'email', message: 'Required.' },
      { field: 'email', message: 'Second.' },
    ];
    const body = envelope({ code: 'VALIDATION_ERROR', message: 'Invalid', details });
    const error = errorFrom(422, body, null);
    expect(error).toMatchObject({ status: 422, code: 'VALIDATION_ERROR', message: 'Invalid' });
    expect(error.fields).toEqual({ email: 'Required.' });
  });

  it('reads the plain shape with its fields', () => {
    const body = { success: false, message: 'No.', errors: { title: ['Too long.'] } };
    expect(errorFrom(400, body, null)).toMatchObject({
      code: 'REFUSED',
      message: 'No.',
      fields: { title: 'Too long.' },
    });
    expect(errorFrom(404, { detail: 'Not found.' }, null).message).toBe('Not found.');
  });

  it('has only the status where a proxy answered', () => {
    expect(errorFrom(413, null, null)).toMatchObject({ code: 'TOO_LARGE', message: '' });
    expect(errorFrom(502, 'Bad gateway', null).code).toBe('SERVER_ERROR');
  });

  it('takes the seconds to wait from the body, else from the header', () => {
    const body = envelope({ code: 'RATE_LIMIT_EXCEEDED', message: '', retryAfter: 7 });
    expect(errorFrom(429, body, '60').retryAfter).toBe(7);
    expect(errorFrom(429, null, '60').retryAfter).toBe(60);
    expect(errorFrom(429, null, 'Wed, 21 Oct').retryAfter).toBeNull();
  });
});

describe('describeError', () => {
  it('says how long to wait', () => {
    expect(describeError(errorFrom(429, null, '12.2'))).toContain('13 seconds');
  });

  it("passes the server's sentence on", () => {
    const body = envelope({ code: 'CONFLICT', message: 'The party is over.' });
    expect(describeError(errorFrom(409, body, null))).toBe('The party is over.');
  });

  it('has a sentence for everything else', () => {
    expect(describeError(unreachable())).toContain('does not answer');
    expect(describeError(errorFrom(500, null, null))).toContain('problem');
    expect(describeError(new TypeError('x is undefined'))).not.toContain('undefined');
  });
});
