/** Envelope of /v1. */
export interface Envelope<T> {
  success: true;
  data: T;
  message: string;
  timestamp: string;
  version: string;
}

export interface FieldFault {
  field: string;
  message: string;
  code?: string;
}

export interface ErrorEnvelope {
  success: false;
  error: {
    code: string;
    message: string;
    details?: FieldFault[];
    requestId?: string;
    documentation?: string;
    /** Seconds. */
    retryAfter?: number;
  };
}

/** Errors of /api (snake_case): which of the keys are there depends on the route. */
export interface PlainErrorBody {
  success?: false;
  message?: string;
  detail?: string;
  errors?: Record<string, string[]>;
}

export interface Paginated<T> {
  results: T[];
  count: number;
  next: string | null;
  previous: string | null;
  page_size: number;
  current_page: number;
  total_pages: number;
}
