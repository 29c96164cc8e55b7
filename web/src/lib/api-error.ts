import type { ErrorEnvelope, PlainErrorBody } from '@/wire/envelope';

export interface ApiFault {
  /** 0 when no answer came. */
  status: number;
  code: string;
  message: string;
  fields: Record<string, string>;
  /** Seconds. */
  retryAfter: number | null;
}

export class ApiError extends Error implements ApiFault {
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string>;
  readonly retryAfter: number | null;

  constructor(fault: ApiFault) {
    super(fault.message);
    this.name = 'ApiError';
    this.status = fault.status;
    this.code = fault.code;
    this.fields = fault.fields;
    this.retryAfter = fault.retryAfter;
  }
}

const codesByStatus: Record<number, string> = {
  401: 'AUTHENTICATION_REQUIRED',
  403: 'AUTHORIZATION_FAILED',
  404: 'RESOURCE_NOT_FOUND',
  409: 'CONFLICT',
  413: 'TOO_LARGE',
  422: 'VALIDATION_ERROR',
  429: 'RATE_LIMIT_EXCEEDED',
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Reads both error shapes; a body that is neither (a proxy's page) leaves only the status. */
export function errorFrom(
  status: number,
  body: unknown,
  retryAfterHeader: string | null,
): ApiError {
  const fault: ApiFault = {
    status,
    code: codesByStatus[status] ?? (status >= 500 ? 'SERVER_ERROR' : 'REFUSED'),
    message: '',
    fields: {},
    retryAfter: seconds(retryAfterHeader),
  };
  if (isObject(body) && isObject(body['error']))
    readEnvelope(fault, body as unknown as ErrorEnvelope);
  else if (isObject(body)) readPlain(fault, body as PlainErrorBody);
  return new ApiError(fault);
}

function readEnvelope(fault: ApiFault, { error }: ErrorEnvelope) {
  fault.code = error.code;
  fault.message = error.message;
  fault.retryAfter = error.retryAfter ?? fault.retryAfter;
  for (const { field, message } of error.details ?? []) fault.fields[field] ??= message;
}

function readPlain(fault: ApiFault, body: PlainErrorBody) {
  fault.message = body.message ?? body.detail ?? '';
  for (const [field, messages] of Object.entries(body.errors ?? {})) {
    const [first] = messages;
    if (first !== undefined) fault.fields[field] = first;
  }
}

function seconds(header: string | null): number | null {
  const value = Number(header);
  return header !== null && Number.isFinite(value) && value >= 0 ? value : null;
}

export const unreachable = (): ApiError =>
  new ApiError({ status: 0, code: 'UNREACHABLE', message: '', fields: {}, retryAfter: null });
