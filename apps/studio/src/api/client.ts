/** Requests to the studio's server; every failure is an ApiError. */

export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0 if the server could not be reached. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** `/api/runs/` and a name that may hold any character. */
export function apiPath(
  parts: TemplateStringsArray,
  ...names: readonly (string | number)[]
): string {
  return String.raw({ raw: parts }, ...names.map((name) => encodeURIComponent(name)));
}

/** @throws ApiError that says what the server answered, or that it did not */
export async function request<Result>(path: string, options: RequestOptions = {}): Promise<Result> {
  const { method = 'GET', body, signal } = options;
  const response = await send(path, {
    method,
    ...(signal && { signal }),
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  });
  return readAnswer<Result>(response.status, await response.text());
}

/** An answer that is plain text. @throws ApiError as `request` */
export async function requestText(path: string, signal: AbortSignal): Promise<string> {
  const response = await send(path, { signal });
  const text = await response.text();
  return response.ok ? text : readAnswer<string>(response.status, text);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'unreachable', String(error));
  }
}

/** @throws ApiError for an answer that is an error, or not JSON */
export function readAnswer<Result>(status: number, text: string): Result {
  const answer = parse(text);
  if (status >= 200 && status < 300) return answer as Result;
  const { error } = (answer ?? {}) as { error?: { code?: string; message?: string } };
  throw new ApiError(status, error?.code ?? 'unknown', error?.message ?? `HTTP ${status}`);
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}
