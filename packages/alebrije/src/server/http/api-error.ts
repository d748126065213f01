/** What the server answers instead of what was asked for. */

import { UserError } from '../../errors.ts';
import type { ErrorAnswer, ErrorCode } from '../contract/errors.ts';

const STATUS = {
  'bad-request': 400,
  unauthorised: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'no-checkpoint': 409,
  'not-there': 409,
  'too-large': 413,
  'unsupported-type': 415,
  unsuitable: 422,
  busy: 429,
  failed: 500,
} as const satisfies Readonly<Record<ErrorCode, number>>;

export type ErrorStatus = (typeof STATUS)[ErrorCode];

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  /** More for the answer, beside the error. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }

  get status(): ErrorStatus {
    return STATUS[this.code];
  }
}

export function errorAnswer({ code, message }: Pick<ApiError, 'code' | 'message'>): ErrorAnswer {
  return { error: { code, message: message.replaceAll(/\s+/g, ' ').trim() } };
}

/** An error of any origin as one that can be answered; of an unexpected one only that it happened. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof UserError) return new ApiError('unsuitable', error.message);
  return new ApiError('failed', 'something went wrong in the server; its own output says what');
}
