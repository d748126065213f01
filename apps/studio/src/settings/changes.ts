/** A configuration, what of it differs from the recipe's own, and the command that sets it. */

import { isPlain, joinPath } from './plain.ts';

export type Values = Readonly<Record<string, unknown>>;

export function valueAt(values: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, name) => (isPlain(inner) ? inner[name] : undefined), values);
}

/** @param value undefined takes the setting out */
export function withValue(values: Values, path: string, value: unknown): Values {
  const [name, ...rest] = path.split('.') as [string, ...string[]];
  if (rest.length > 0) {
    const inner = values[name];
    return { ...values, [name]: withValue(isPlain(inner) ? inner : {}, rest.join('.'), value) };
  }
  if (value !== undefined) return { ...values, [name]: value };
  return Object.fromEntries(Object.entries(values).filter(([other]) => other !== name));
}

export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, place) => isSame(one, b[place]));
  }
  if (isPlain(a) && isPlain(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) => isSame(a[name], b[name]));
  }
  return Object.is(a, b);
}

/**
 * Settings by path, as `alebrije train --set` takes them. Where another kind was chosen, or something was
 * added or taken out, the object is set as a whole.
 */
export function changedSettings(
  defaults: Values,
  values: Values,
  prefix = '',
): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const original = defaults[name];
    if (isSame(original, value)) continue;
    const path = joinPath(prefix, name);
    if (isPlain(original) && isPlain(value) && hasSameFields(original, value)) {
      Object.assign(changed, changedSettings(original, value, path));
    } else {
      changed[path] = value;
    }
  }
  return changed;
}

function hasSameFields(a: Values, b: Values): boolean {
  const names = Object.keys(a);
  return (
    a.name === b.name && names.length === Object.keys(b).length && names.every((name) => name in b)
  );
}

/** In a shell's words. */
export function trainCommand(
  recipe: string,
  settings: Readonly<Record<string, unknown>>,
  name: string,
): string {
  const words = ['npx alebrije train', recipe];
  for (const [path, value] of Object.entries(settings)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    words.push(`--set ${quoted(`${path}=${text}`)}`);
  }
  if (name !== '') words.push(`--out ${quoted(`runs/${name}`)}`);
  return words.join(' ');
}

function quoted(text: string): string {
  return /^[\w./=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The field that an error of the server begins with: 'optimizer.learningRate cannot be -1: …'. */
export function pathOfMessage(message: string, values: Values): string | undefined {
  const first = message.split(/\s/, 1)[0] ?? '';
  for (let path = first; path !== ''; path = path.split('.').slice(0, -1).join('.')) {
    if (valueAt(values, path) !== undefined) return path;
  }
  return undefined;
}
