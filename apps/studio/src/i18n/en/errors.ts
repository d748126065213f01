import type { ErrorCode } from '../../api/contract.ts';

/** None: the server says in English what went wrong. */
export const errors: Partial<Record<ErrorCode, string>> = {};
