/** Texts on datasets, and names of their classes, in the user's language; the server's own are English. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetInfo } from '../api/contract.ts';
import type { datasets } from '../i18n/en/datasets.ts';

export interface DatasetWords {
  readonly description: (dataset: Pick<DatasetInfo, 'name' | 'description'>) => string;
  /** How to get it, if the server says so. */
  readonly note: (dataset: Pick<DatasetInfo, 'name' | 'note'>) => string | undefined;
  readonly licence: (licence: string) => string;
  readonly className: (name: string) => string;
}

export function useDatasetWords(): DatasetWords {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => {
    const look = (part: keyof typeof datasets, name: string) =>
      (i18n.getResource(language, 'datasets', part) as Record<string, string>)[name];
    return {
      description: ({ name, description }) => look('descriptions', name) ?? description,
      note: ({ name, note }) => (note === undefined ? undefined : (look('notes', name) ?? note)),
      licence: (licence) => look('licences', licence) ?? licence,
      className: (name) => look('classes', name) ?? name,
    };
  }, [i18n, language]);
}
