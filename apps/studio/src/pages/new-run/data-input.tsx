/** Which data: one of the datasets, those of the same kind as the recipe's own. */

import { Alert, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDatasets } from '../../api/queries.ts';
import { CodeText } from '../../components/code-text.tsx';
import { useDatasetWords } from '../../components/dataset-words.ts';
import { useForm } from './form-context.ts';
import { inputProps } from './input-props.tsx';
import { useField } from './use-field.ts';

export function DataInput({ path }: { path: string }) {
  const { t } = useTranslation('newRun');
  const words = useDatasetWords();
  const state = useField(path);
  const { defaults } = useForm();
  const { data: datasets = [] } = useDatasets();
  const own = datasets.find(({ name }) => name === defaults.data);
  const chosen = datasets.find(({ name }) => name === state.value);
  const fitting = datasets
    .filter(({ kind, there }) => there && (!own || kind === own.kind))
    .map(({ name }) => name);
  const value = typeof state.value === 'string' ? state.value : null;
  const missing = value !== null && !fitting.includes(value) ? [value] : [];
  return (
    <Stack gap="xs">
      <Select
        {...inputProps(state, path)}
        data={[...fitting, ...missing]}
        value={value}
        onChange={state.set}
        allowDeselect={false}
        searchable
      />
      {chosen && !chosen.there && (
        <Alert color="orange" p="xs">
          <CodeText
            text={t('missingData', { name: chosen.name, note: words.note(chosen) ?? '' })}
          />
        </Alert>
      )}
    </Stack>
  );
}
