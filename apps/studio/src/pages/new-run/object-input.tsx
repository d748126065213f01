/** Settings that belong together, and those that depend on a kind: the options of an optimizer. */

import { Fieldset, Select, SimpleGrid, Switch } from '@mantine/core';
import { useSettingWords } from '../../settings/setting-words.ts';
import { type Entry, type Field, initialVariant } from './fields.ts';
import { useForm } from './form-context.ts';
import { inputProps } from './input-props.tsx';
import classes from './object-input.module.css';
import { useField } from './use-field.ts';

export function ObjectInput({ path, field }: { path: string; field: Field & { kind: 'object' } }) {
  const { label } = useField(path);
  return (
    <Fieldset legend={label} className={classes.whole} data-setting={path}>
      <Entries entries={field.entries} prefix={path} />
    </Fieldset>
  );
}

export function VariantsInput({
  path,
  field,
}: {
  path: string;
  field: Field & { kind: 'variants' };
}) {
  const state = useField(path);
  const kind = useField(`${path}.name`);
  const words = useSettingWords();
  const chosen = field.variants.find(({ name }) => name === kind.value);
  return (
    <Fieldset legend={state.label} className={classes.whole} data-setting={path}>
      <SimpleGrid type="container" cols={{ base: 1, '420px': 2 }} spacing="md" verticalSpacing="sm">
        <Select
          {...inputProps({ ...kind, error: kind.error ?? state.error }, `${path}.name`)}
          data={field.variants.map(({ name }) => ({ value: name, label: words.value(name, path) }))}
          value={typeof kind.value === 'string' ? kind.value : null}
          allowDeselect={false}
          onChange={(name) => {
            const variant = field.variants.find((one) => one.name === name);
            if (variant) state.set(withSharedRate(initialVariant(variant), state.value));
          }}
        />
        {chosen?.entries.map((entry) => (
          <EntryInput key={entry.name} entry={entry} path={`${path}.${entry.name}`} />
        ))}
      </SimpleGrid>
    </Fieldset>
  );
}

/** Another optimizer keeps the learning rate, as `--set optimizer.name=` does. */
function withSharedRate(next: Record<string, unknown>, before: unknown): Record<string, unknown> {
  const { learningRate } = (before ?? {}) as { learningRate?: unknown };
  return learningRate !== undefined && 'learningRate' in next ? { ...next, learningRate } : next;
}

export function Entries({ entries, prefix }: { entries: readonly Entry[]; prefix: string }) {
  return (
    <SimpleGrid type="container" cols={{ base: 1, '420px': 2 }} spacing="md" verticalSpacing="sm">
      {entries.map((entry) => (
        <EntryInput
          key={entry.name}
          entry={entry}
          path={prefix === '' ? entry.name : `${prefix}.${entry.name}`}
        />
      ))}
    </SimpleGrid>
  );
}

function EntryInput({ entry, path }: { entry: Entry; path: string }) {
  const { Input } = useForm();
  const { field, isOptional } = entry;
  if (!isOptional) return <Input path={path} field={field} />;
  if (field.kind === 'object') return <OptionalObject entry={entry} path={path} field={field} />;
  return <Input path={path} field={field} canBeEmpty emptyValue={undefined} />;
}

function OptionalObject({
  entry,
  path,
  field,
}: {
  entry: Entry;
  path: string;
  field: Field & { kind: 'object' };
}) {
  const { label, description, value, set } = useField(path);
  const isOn = value !== undefined;
  return (
    <>
      <Switch
        mt={26}
        label={label}
        description={description}
        checked={isOn}
        onChange={({ currentTarget }) => set(currentTarget.checked ? entry.initial : undefined)}
      />
      {isOn && <ObjectInput path={path} field={field} />}
    </>
  );
}
