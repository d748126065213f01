/** A setting that may be of several forms: a word or a number, a number or a range. */

import { Fieldset, Group, InputWrapper, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSettingWords } from '../../settings/setting-words.ts';
import { formOf } from './check.ts';
import { type Choice, type Field, initialValue } from './fields.ts';
import { useForm } from './form-context.ts';
import { inputProps } from './input-props.tsx';
import classes from './object-input.module.css';
import { useField } from './use-field.ts';

interface Option {
  readonly key: string;
  readonly label: string;
  /** A word that is the value, or a form that has an input of its own. */
  readonly choice?: Choice;
  readonly form?: Field;
}

type Form = 'number' | 'list' | 'object' | 'text';

export function EitherInput({ path, field }: { path: string; field: Field & { kind: 'either' } }) {
  const { t } = useTranslation('newRun');
  const words = useSettingWords();
  const { Input } = useForm();
  const state = useField(path);
  const options: Option[] = field.forms.flatMap((form): Option[] => {
    if (form.kind !== 'choice') {
      const known = ['number', 'list', 'object'].includes(form.kind) ? form.kind : 'text';
      return [{ key: `form:${form.kind}`, label: t(`forms.${known as Form}`), form }];
    }
    return form.values.map((choice) => ({
      key: `choice:${choice}`,
      label: words.value(choice, path),
      choice,
    }));
  });
  const form = formOf(field.forms, state.value);
  const chosen =
    form.kind === 'choice'
      ? options.find(({ choice }) => choice === state.value)
      : options.find((option) => option.form === form);
  const select = (
    <Select
      {...inputProps(state, path)}
      error={chosen?.form ? undefined : state.error}
      data={options.map(({ key, label }) => ({ value: key, label }))}
      value={chosen?.key ?? null}
      allowDeselect={false}
      onChange={(key) => {
        const option = options.find((one) => one.key === key);
        if (option) state.set(option.form ? firstOf(option.form) : option.choice);
      }}
    />
  );
  if (!chosen?.form) return select;
  const input = <Input path={path} field={chosen.form} />;
  if (chosen.form.kind === 'object') {
    return (
      <Stack gap="xs" className={classes.whole}>
        {select}
        {input}
      </Stack>
    );
  }
  if (chosen.form.kind === 'list') {
    return (
      <Fieldset legend={state.label} className={classes.whole} py="xs">
        <Stack gap="xs">
          {select}
          {input}
        </Stack>
      </Fieldset>
    );
  }
  const { label, description, inputWrapperOrder } = inputProps(state, path);
  return (
    <InputWrapper
      {...{ label, description, inputWrapperOrder }}
      labelElement="div"
      className={classes.pair}
    >
      <Group grow wrap="nowrap" gap="xs" align="flex-start">
        {select}
        {input}
      </Group>
    </InputWrapper>
  );
}

/** So many held-out examples, rather than one. */
const A_FEW = 1000;

function firstOf(form: Field): unknown {
  if (form.kind === 'number' && form.isWhole && form.bounds.most === undefined) return A_FEW;
  return initialValue(form);
}
