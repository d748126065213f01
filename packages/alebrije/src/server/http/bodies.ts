/** Bodies and queries of requests, checked before a route sees them. */

import { zValidator } from '@hono/zod-validator';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { z } from 'zod';
import { ApiError } from './api-error.ts';

const MOST_JSON = 16 * 2 ** 20;
const DEEPEST_JSON = 32;

/** 'application/json' of 'Application/JSON; charset=utf-8'. */
function mediaType(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

/**
 * @param types that the route takes; `image/` for all that begin so
 * @throws ApiError if the body is of another type, or compressed
 */
export function expectType(context: Context, ...types: readonly string[]): void {
  const type = mediaType(context.req.header('content-type'));
  const fits = types.some((each) => type === each || (each.endsWith('/') && type.startsWith(each)));
  if (!fits) {
    const given = type === '' ? 'untyped' : type.slice(0, 100);
    throw new ApiError('unsupported-type', `the body must be ${types.join(' or ')}, not ${given}`);
  }
  const encoding = context.req.header('content-encoding');
  if (encoding === undefined || encoding === 'identity') return;
  throw new ApiError('unsupported-type', 'the body must not be compressed');
}

/** @throws ApiError if a body says that it is larger */
export function expectSize(context: Context, most: number): void {
  if (!(Number(context.req.header('content-length') ?? 0) > most)) return;
  throw new ApiError('too-large', `the body is larger than ${Math.floor(most / 2 ** 20)} MiB`);
}

/** The body, up to so many bytes. @throws ApiError if it is larger, or breaks off */
export async function readBody(context: Context, most: number): Promise<Uint8Array> {
  expectSize(context, most);
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of context.req.raw.body ?? []) {
      size += part.length;
      if (size > most) break;
      parts.push(part);
    }
  } catch {
    throw new ApiError('bad-request', 'the body broke off');
  }
  if (size <= most) return Buffer.concat(parts);
  throw new ApiError('too-large', `the body is larger than ${Math.floor(most / 2 ** 20)} MiB`);
}

/** How deep a JSON text nests, without reading it. */
function depthOf(text: string): number {
  let [depth, deepest, isText] = [0, 0, false];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isText) {
      if (character === '\\') index += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}

async function readJson(context: Context): Promise<unknown> {
  const bytes = await readBody(context, MOST_JSON);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (depthOf(text) <= DEEPEST_JSON) return JSON.parse(text);
  } catch {
    throw new ApiError('bad-request', 'the body is no JSON');
  }
  throw new ApiError('bad-request', 'the body nests too deep');
}

/** The first thing that is wrong, in one line. */
function fault(issues: readonly z.core.$ZodIssue[] = []): ApiError {
  const [issue] = issues;
  const field = issue?.path.length ? `${issue.path.map(String).join('.')}: ` : '';
  const message = `${field}${issue?.message ?? 'it is malformed'}`;
  return new ApiError('bad-request', message.slice(0, 400));
}

/** A body of JSON; `context.var.body` is what the schema makes of it. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return createMiddleware<{ Variables: { body: z.output<Schema> } }>(async (context, next) => {
    expectType(context, 'application/json');
    const result = schema.safeParse(await readJson(context));
    if (!result.success) throw fault(result.error.issues);
    context.set('body', result.data);
    await next();
  });
}

/** The query; `context.req.valid('query')` is what the schema makes of it. */
export function query<Schema extends z.ZodType>(schema: Schema) {
  return zValidator('query', schema, (result) => {
    if (!result.success) throw fault(result.error.issues);
  });
}
