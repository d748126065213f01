/** Texts on datasets, and names of their classes, in the user's language; the server's own are English. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetInfo } from '../api/contract.ts';
import type { datasets } from '../i18n/en/datasets.ts';

export interface DatasetWords {
  readonly description: (
    dataset: Pick<DatasetInfo, 'name' | 'description' | 'imported' | 'kind'>,
  ) => string;
  /** How to get it, if the server says so. */
  readonly note: (dataset: Pick<DatasetInfo, 'name' | 'note'>) => string | undefined;
  readonly licence: (licence: string) => string;
  readonly className: (name: string) => string;
  /** Of an example: 1×28×28, or how many numbers a point has. */
  readonly shape: (dataset: Pick<DatasetInfo, 'kind' | 'shape'>) => string;
}

export function useDatasetWords(): DatasetWords {
  const { t, i18n } = useTranslation('data');
  const { language } = i18n;
  return useMemo(() => {
    const look = (part: keyof typeof datasets, name: string) =>
      (i18n.getResource(language, 'datasets', part) as Record<string, string>)[name];
    return {
      description: ({ name, description, imported, kind }) =>
        (imported ? look('own', kind) : look('descriptions', name)) ?? description,
      note: ({ name, note }) => (note === undefined ? undefined : (look('notes', name) ?? note)),
      licence: (licence) => look('licences', licence) ?? licence,
      className: (name) => look('classes', name) ?? name,
      shape: ({ kind, shape }) =>
        kind === 'points' ? t('dimensions', { count: shape[0] ?? 0 }) : shape.join('×'),
    };
  }, [t, i18n, language]);
}
