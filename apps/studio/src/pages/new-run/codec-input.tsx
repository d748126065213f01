/** Which trained run encodes the data of a recipe that learns codes. */

import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRuns } from '../../api/queries.ts';
import { useForm } from './form-context.ts';
import { inputProps } from './input-props.tsx';
import { useField } from './use-field.ts';

export function CodecInput({ path }: { path: string }) {
  const { t } = useTranslation('newRun');
  const state = useField(path);
  const { codecs } = useForm();
  const { data: runs = [] } = useRuns();
  const fitting = runs
    .filter(({ recipe, epochs }) => codecs.includes(recipe) && epochs.done > 0)
    .map(({ name }) => name);
  const none = fitting.length === 0 ? t('noCodec', { recipes: codecs.join(', ') }) : undefined;
  return (
    <Select
      {...inputProps(state, path)}
      error={none ?? state.error}
      data={fitting}
      value={typeof state.value === 'string' ? state.value : null}
      onChange={state.set}
      clearable
    />
  );
}
