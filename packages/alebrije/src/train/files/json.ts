/** Reading JSON that may be damaged, and a fingerprint of JSON that ignores the order of keys. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../../errors.ts';

/** Anything that JSON can hold. */
export const jsonSchema = z.json();
export type Json = z.infer<typeof jsonSchema>;

function asOneLine(message: string): string {
  return message.replace(/\s+/g, ' ').slice(0, 300);
}

/**
 * @param where begins the error's message: the file, or the part of it, that the text comes from
 * @throws UserError if the text is not JSON
 */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UserError(asOneLine(`${where} is not valid JSON: ${problem}`));
  }
}

/**
 * The value as the schema's type.
 * @param where begins the error's message
 * @throws UserError that names the first field that is wrong
 */
export function checkAgainst<S extends z.ZodType>(
  schema: S,
  value: unknown,
  where: string,
): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.length ? ` (${issue.path.join('.')})` : '';
  throw new UserError(asOneLine(`${where} is damaged${field}: ${issue?.message ?? 'unknown'}`));
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const keys = Object.keys(value).sort();
  // Pairs, since an object would put keys like '10' first; wrapped, to differ from an array of pairs.
  return { object: keys.map((key) => [key, sortKeys(value[key] as Json)]) };
}

/** SHA-256 (hex) of a configuration; equal for equal contents, whatever the order of the keys. */
export function hashConfig(config: { readonly [key: string]: Json }): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(config)))
    .digest('hex');
}
