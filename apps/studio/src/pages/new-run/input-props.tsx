/** What the inputs of the form have in common. */

import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FieldState } from './use-field.ts';

export interface EmptyProps {
  readonly path: string;
  readonly canBeEmpty: boolean;
  readonly emptyValue: null | undefined;
}

/** What all text-like inputs of the form share. */
export function inputProps({ label, description, error }: FieldState, path: string) {
  return { label, description, error, 'data-setting': path, inputWrapperOrder: ORDER };
}

const ORDER: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'error',
  'description',
];

/** A button back to the recipe's own value, where another stands. */
export function resetSection(state: FieldState) {
  return state.isChanged ? <ResetButton {...state} /> : undefined;
}

function ResetButton({ label, original, reset }: FieldState) {
  const { t } = useTranslation('newRun');
  const text = t('reset', { value: original });
  return (
    <Tooltip label={text}>
      <ActionIcon variant="subtle" color="teal" aria-label={`${label}: ${text}`} onClick={reset}>
        <IconArrowBackUp size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
