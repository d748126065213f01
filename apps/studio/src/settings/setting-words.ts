/** What a setting and its values are called. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { settings } from '../i18n/en/settings.ts';
import { regionOf } from '../i18n/languages.ts';

type Part = keyof typeof settings;

export interface SettingWords {
  /** Of the setting at this path; its own name where the page does not know it. */
  readonly label: (path: string) => string;
  readonly help: (path: string) => string | undefined;
  /** What an empty field means. */
  readonly empty: (path: string) => string;
  /** A value, short enough for a line. */
  readonly value: (value: unknown, path: string) => string;
}

export function useSettingWords(): SettingWords {
  const { t, i18n } = useTranslation('newRun');
  const { language } = i18n;
  return useMemo(() => {
    const look = (part: Part, name: string): string | undefined =>
      (i18n.getResource(language, 'settings', part) as Record<string, string>)[name];
    const last = (path: string) => path.split('.').at(-1)!;
    const empty = (path: string) => look('empty', last(path)) ?? look('empty', 'none')!;
    const number = new Intl.NumberFormat(regionOf(language), { maximumSignificantDigits: 6 });
    const write = (value: unknown, path: string): string => {
      if (value === null || value === undefined) return empty(path);
      if (typeof value === 'boolean') return value ? t('on') : t('off');
      if (typeof value === 'number') {
        const isTiny = value !== 0 && Math.abs(value) < 1e-4;
        return isTiny ? value.toExponential() : number.format(value);
      }
      if (typeof value === 'string') return look('values', value) ?? value;
      if (Array.isArray(value)) return value.map((one) => write(one, path)).join(', ');
      return Object.entries(value)
        .map(([name, inner]) =>
          name === 'name'
            ? write(inner, name)
            : `${look('labels', name) ?? name} ${write(inner, name)}`,
        )
        .join(', ');
    };
    return {
      label: (path) => look('labels', last(path)) ?? last(path),
      help: (path) => look('help', last(path)),
      empty,
      value: write,
    };
  }, [t, i18n, language]);
}
