/** Inputs of single values. */

import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useSettingWords } from '../../settings/setting-words.ts';
import type { Field } from './fields.ts';
import { type EmptyProps, inputProps, resetSection } from './input-props.tsx';
import { useField } from './use-field.ts';

export function NumberField({
  path,
  field,
  canBeEmpty,
  emptyValue,
}: EmptyProps & { field: Field & { kind: 'number' } }) {
  const state = useField(path);
  const { value } = state;
  return (
    <NumberInput
      {...inputProps(state, path)}
      placeholder={canBeEmpty ? state.empty : undefined}
      value={typeof value === 'number' || typeof value === 'string' ? value : ''}
      onChange={(next) => state.set(next === '' && canBeEmpty ? emptyValue : next)}
      allowDecimal={!field.isWhole}
      step={field.bounds.multipleOf ?? 1}
      hideControls={!field.isWhole}
      rightSection={resetSection(state)}
    />
  );
}

export function TextField({ path, canBeEmpty, emptyValue }: EmptyProps) {
  const state = useField(path);
  return (
    <TextInput
      {...inputProps(state, path)}
      placeholder={canBeEmpty ? state.empty : undefined}
      value={typeof state.value === 'string' ? state.value : ''}
      onChange={({ currentTarget }) =>
        state.set(currentTarget.value === '' && canBeEmpty ? emptyValue : currentTarget.value)
      }
      rightSection={resetSection(state)}
    />
  );
}

export function ChoiceField({
  path,
  field,
  canBeEmpty,
  emptyValue,
}: EmptyProps & { field: Field & { kind: 'choice' } }) {
  const state = useField(path);
  const words = useSettingWords();
  const { value } = state;
  return (
    <Select
      {...inputProps(state, path)}
      placeholder={canBeEmpty ? state.empty : undefined}
      data={field.values.map((one) => ({ value: String(one), label: words.value(one, path) }))}
      value={value === null || value === undefined ? null : String(value)}
      onChange={(next) =>
        state.set(next === null ? emptyValue : field.values.find((one) => String(one) === next))
      }
      allowDeselect={false}
      clearable={canBeEmpty}
    />
  );
}

export function BooleanField({ path }: { path: string }) {
  const { label, description, value, error, set } = useField(path);
  return (
    <Switch
      mt={26}
      label={label}
      description={description}
      error={error}
      checked={value === true}
      onChange={({ currentTarget }) => set(currentTarget.checked)}
      data-setting={path}
    />
  );
}
