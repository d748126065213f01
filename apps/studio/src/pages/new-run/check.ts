/** What is wrong with the values of a form, by the path of the field. */

import { isPlain, joinPath } from '../../settings/plain.ts';
import type { Bounds, Entry, Field } from './fields.ts';

export type IssueKind =
  | 'required'
  | 'number'
  | 'integer'
  | 'atLeast'
  | 'above'
  | 'atMost'
  | 'below'
  | 'multipleOf'
  | 'list'
  | 'listLeast'
  | 'listMost'
  | 'choice';

export interface Issue {
  readonly kind: IssueKind;
  readonly bound?: number;
}

export type Issues = ReadonlyMap<string, Issue>;

export function checkEntries(entries: readonly Entry[], values: unknown): Issues {
  return new Map(entriesIssues(entries, values, ''));
}

type Found = readonly [path: string, issue: Issue];

function entriesIssues(entries: readonly Entry[], values: unknown, prefix: string): Found[] {
  const plain = isPlain(values) ? values : {};
  return entries.flatMap(({ name, field, isOptional }) => {
    const value = plain[name];
    if (value === undefined && isOptional) return [];
    return fieldIssues(field, value, joinPath(prefix, name));
  });
}

function fieldIssues(field: Field, value: unknown, path: string): Found[] {
  const single = (issue: Issue | undefined): Found[] => (issue ? [[path, issue]] : []);
  switch (field.kind) {
    case 'number':
      return single(numberIssue(field.isWhole, field.bounds, value));
    case 'boolean':
      return [];
    case 'text':
      return single(
        typeof value === 'string' && value.trim() !== '' ? undefined : { kind: 'required' },
      );
    case 'choice':
      return single(field.values.some((one) => one === value) ? undefined : { kind: 'choice' });
    case 'list':
      return single(listIssue(field, value));
    case 'object':
      return entriesIssues(field.entries, value, path);
    case 'variants': {
      const variant = field.variants.find(({ name }) => isPlain(value) && value.name === name);
      return variant ? entriesIssues(variant.entries, value, path) : single({ kind: 'choice' });
    }
    case 'either':
      return fieldIssues(formOf(field.forms, value), value, path);
    case 'nullable':
      return value === null ? [] : fieldIssues(field.inner, value, path);
  }
}

function numberIssue(isWhole: boolean, bounds: Bounds, value: unknown): Issue | undefined {
  if (value === '' || value === undefined || value === null) return { kind: 'required' };
  if (typeof value !== 'number' || !Number.isFinite(value)) return { kind: 'number' };
  if (isWhole && !Number.isInteger(value)) return { kind: 'integer' };
  const { least, above, most, below, multipleOf } = bounds;
  if (least !== undefined && value < least) return { kind: 'atLeast', bound: least };
  if (above !== undefined && value <= above) return { kind: 'above', bound: above };
  if (most !== undefined && value > most) return { kind: 'atMost', bound: most };
  if (below !== undefined && value >= below) return { kind: 'below', bound: below };
  if (multipleOf !== undefined && value % multipleOf !== 0) {
    return { kind: 'multipleOf', bound: multipleOf };
  }
  return undefined;
}

function listIssue(field: Field & { kind: 'list' }, value: unknown): Issue | undefined {
  const { item, least, most } = field;
  if (!Array.isArray(value)) return { kind: 'list' };
  if (value.length < least) return { kind: 'listLeast', bound: least };
  if (value.length > most) return { kind: 'listMost', bound: most };
  for (const one of value) {
    const [found] = fieldIssues(item, one, '');
    if (found) return found[1].kind === 'number' ? { kind: 'list' } : found[1];
  }
  return undefined;
}

/** The form that a value has, or is nearest to. */
export function formOf(forms: readonly Field[], value: unknown): Field {
  return forms.find((form) => hasForm(form, value)) ?? forms.at(-1)!;
}

function hasForm(form: Field, value: unknown): boolean {
  switch (form.kind) {
    case 'choice':
      return form.values.some((one) => one === value);
    case 'number':
      return typeof value === 'number';
    case 'list':
      return Array.isArray(value);
    case 'object':
    case 'variants':
      return isPlain(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string';
    case 'either':
      return form.forms.some((inner) => hasForm(inner, value));
    case 'nullable':
      return value === null || hasForm(form.inner, value);
  }
}
