/** Numbers or words with commas between them. */

import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isSame } from '../../settings/changes.ts';
import type { Field } from './fields.ts';
import { type EmptyProps, inputProps, resetSection } from './input-props.tsx';
import { useField } from './use-field.ts';

export function ListInput({
  path,
  field,
  canBeEmpty,
  emptyValue,
}: EmptyProps & { field: Field & { kind: 'list' } }) {
  const { t } = useTranslation('newRun');
  const state = useField(path);
  const { value } = state;
  // The text as it is typed; a comma at its end is no element yet.
  const [text, setText] = useState(() => writeList(value));
  useEffect(() => {
    setText((typed) => (isSame(readList(typed, emptyValue), value) ? typed : writeList(value)));
  }, [value, emptyValue]);
  return (
    <TextInput
      {...inputProps(state, path)}
      placeholder={canBeEmpty ? state.empty : t('listPlaceholder')}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        const read = readList(currentTarget.value, emptyValue);
        state.set(canBeEmpty ? read : (read ?? []));
      }}
      inputMode={field.item.kind === 'number' ? 'decimal' : 'text'}
      rightSection={resetSection(state)}
    />
  );
}

function writeList(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : '';
}

function readList(text: string, emptyValue: null | undefined): unknown {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (words.length === 0) return emptyValue;
  return words.map((word) => (Number.isFinite(Number(word)) ? Number(word) : word));
}
