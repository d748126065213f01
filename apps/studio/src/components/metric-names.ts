/** What is measured, by name: `kl` in training, `valKl` in validation. */

import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

const VALIDATION = /^val([A-Z].*)$/;

/** `valKl` → `kl`, validation. */
export function metricParts(metric: string): { name: string; isValidation: boolean } {
  const [, rest] = VALIDATION.exec(metric) ?? [];
  if (rest === undefined) return { name: metric, isValidation: false };
  return { name: rest.charAt(0).toLowerCase() + rest.slice(1), isValidation: true };
}

/** `kl` → `valKl`. */
export function validationOf(name: string): string {
  return `val${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** A metric in words; one that the page does not know keeps its name. */
export function useMetricName(): (metric: string) => string {
  const { t, i18n } = useTranslation('metrics');
  return useCallback(
    (metric: string) => {
      const { name, isValidation } = metricParts(metric);
      const key = `names.${name}`;
      const known = i18n.exists(key, { ns: 'metrics' }) ? t(key as 'names.loss') : name;
      return isValidation ? t('validation', { name: known }) : known;
    },
    [t, i18n],
  );
}

/** Not numbers of the model. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['step', 'epoch', 'phase', 'seconds']);

/** Most telling first; all others follow in the order of the record. */
const ORDER = [
  'loss',
  'reconstruction',
  'kl',
  'discriminator',
  'mse',
  'bce',
  'relativeMse',
  'diversity',
  'accuracyReal',
  'accuracyGenerated',
];

/** Names of a record's metrics without the prefix, in the order in which they are shown. */
export function orderedMetrics(names: Iterable<string>): string[] {
  const found = new Set<string>();
  for (const metric of names) {
    if (!BOOKKEEPING.has(metric)) found.add(metricParts(metric).name);
  }
  const place = (name: string) => {
    const index = ORDER.indexOf(name);
    return index === -1 ? ORDER.length : index;
  };
  return [...found].sort((a, b) => place(a) - place(b));
}

/** The few numbers that say most of a run: of validation where there are any. */
export function mainNumbers(
  last: Readonly<Record<string, number | null>>,
  count: number,
): { metric: string; value: number | null }[] {
  return orderedMetrics(Object.keys(last))
    .map((name) => (validationOf(name) in last ? validationOf(name) : name))
    .slice(0, count)
    .map((metric) => ({ metric, value: last[metric] ?? null }));
}
