/** The input of a setting, by the kind of its field. */

import { CodecInput } from './codec-input.tsx';
import { DataInput } from './data-input.tsx';
import { EitherInput } from './either-input.tsx';
import type { FieldInputProps } from './form-context.ts';
import { BooleanField, ChoiceField, NumberField, TextField } from './leaf-inputs.tsx';
import { ListInput } from './list-input.tsx';
import { ObjectInput, VariantsInput } from './object-input.tsx';

export function FieldInput({ path, field, canBeEmpty = false, emptyValue }: FieldInputProps) {
  // Two settings are names of things that there are.
  if (path === 'data') return <DataInput path={path} />;
  if (path === 'codec') return <CodecInput path={path} />;
  switch (field.kind) {
    case 'number':
      return <NumberField path={path} field={field} {...{ canBeEmpty, emptyValue }} />;
    case 'boolean':
      return <BooleanField path={path} />;
    case 'text':
      return <TextField path={path} {...{ canBeEmpty, emptyValue }} />;
    case 'choice':
      return <ChoiceField path={path} field={field} {...{ canBeEmpty, emptyValue }} />;
    case 'list':
      return <ListInput path={path} field={field} {...{ canBeEmpty, emptyValue }} />;
    case 'object':
      return <ObjectInput path={path} field={field} />;
    case 'variants':
      return <VariantsInput path={path} field={field} />;
    case 'either':
      return <EitherInput path={path} field={field} />;
    case 'nullable':
      return <FieldInput path={path} field={field.inner} canBeEmpty emptyValue={null} />;
  }
}
