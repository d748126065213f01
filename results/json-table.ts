/** Answers of commands as Markdown. */

import { markdownTable } from '../bench/sections.ts';

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

type JsonObject = { readonly [name: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whole numbers as they are, others in four significant digits. */
export function formatValue(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return String(Number(value.toPrecision(4)));
}

/** A list longer than this is a curve, not something to read. */
const LONGEST_LIST = 20;

function cell(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return formatValue(value);
  if (typeof value === 'string') return value.replaceAll('|', '\\|');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    return value.length > LONGEST_LIST ? '…' : value.map((each) => cell(each)).join(', ');
  }
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${cell(inner)}`)
    .join(', ');
}

function isTable(value: Json): value is readonly JsonObject[] {
  return Array.isArray(value) && value.some((each) => isObject(each));
}

/**
 * A table within a row as fields of the row, where each of its rows is one number with a name of
 * words: `{by: 'pca', auroc: 0.9}` as `pca: 0.9`. Other tables are left to the answer itself.
 */
function flattened(row: JsonObject): JsonObject {
  const fields = Object.entries(row).flatMap(([field, value]) => {
    if (!isTable(value)) return [[field, value] as const];
    return value.flatMap((each) => {
      const values = Object.values(each);
      const numbers = values.filter((inner) => typeof inner === 'number');
      const words = values.filter((inner) => typeof inner === 'string');
      return numbers.length === 1 ? [[words.join(' '), numbers[0]!] as const] : [];
    });
  });
  return Object.fromEntries(fields);
}

/** Objects under each other, a column for every field that any of them has. */
function objectTable(rows: readonly (readonly [key: string, row: JsonObject])[], key?: string) {
  const flat = rows.map(([name, row]) => [name, flattened(row)] as const);
  const fields = [...new Set(flat.flatMap(([, row]) => Object.keys(row)))];
  const header = key === undefined ? fields : [key, ...fields];
  return markdownTable(
    header,
    flat.map(([name, row]) => {
      const cells = fields.map((field) => cell(row[field]));
      return key === undefined ? cells : [name, ...cells];
    }),
  );
}

/** A list of objects, or objects by name, as a table. */
function asTable(name: string, value: Json): string | undefined {
  if (Array.isArray(value) && value.length > 0 && value.every((row) => isObject(row))) {
    return objectTable((value as JsonObject[]).map((row) => ['', row]));
  }
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length === 0 || !entries.every(([, row]) => isObject(row))) return undefined;
  return objectTable(entries as [string, JsonObject][], name);
}

/** Fields that name a picture: `picture`, `pictures`, `rocPicture`, `film`. */
export const isPicture = (name: string): boolean => /^((\w+P|p)ictures?|film)$/.test(name);

/** Where things lie on the machine that made them is no result. */
const isPlace = (name: string) => isPicture(name) || /^(run|folder|files)$/.test(name);

function withoutPlaces(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !isPlace(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutPlaces(inner)]));
}

/**
 * Lists of objects as tables, all else in one line.
 * @param show the fields to show, in this order; all unless given
 */
export function answerMarkdown(answer: JsonObject, show?: readonly string[]): string {
  const clean = withoutPlaces(answer) as JsonObject;
  const names = show ?? Object.keys(clean);
  const parts = names.flatMap((name) => {
    const value = clean[name];
    return value === undefined ? [] : [{ name, value, table: asTable(name, value) }];
  });
  const line = parts
    .filter(({ table, value }) => !table && cell(value) !== '')
    .map(({ name, value }) => `${name}: ${cell(value)}`)
    .join(' · ');
  const tables = parts.flatMap(({ table }) => (table ? [table] : []));
  return [...(line ? [line] : []), ...tables].join('\n\n');
}
