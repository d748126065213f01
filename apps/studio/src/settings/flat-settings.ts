/** A configuration's values by path; lists stay whole. */

import { isPlain, joinPath } from './plain.ts';

export type SettingValue = string | number | boolean | null;

export function flatSettings(settings: unknown, prefix = ''): Map<string, SettingValue> {
  const flat = new Map<string, SettingValue>();
  if (!isPlain(settings)) return flat;
  for (const [name, value] of Object.entries(settings)) {
    const path = joinPath(prefix, name);
    if (isPlain(value)) {
      for (const [inner, leaf] of flatSettings(value, path)) flat.set(inner, leaf);
    } else {
      flat.set(path, Array.isArray(value) ? value.join(', ') : (value as SettingValue));
    }
  }
  return flat;
}
