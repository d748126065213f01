/** What every field of the form needs to know. */

import { type ComponentType, createContext, useContext } from 'react';
import type { Values } from '../../settings/changes.ts';
import type { Issues } from './check.ts';
import type { Field } from './fields.ts';

export interface FieldInputProps {
  readonly path: string;
  readonly field: Field;
  readonly canBeEmpty?: boolean;
  /** What it means to leave the field empty. */
  readonly emptyValue?: null | undefined;
}

export interface FormState {
  readonly values: Values;
  /** The recipe's own. */
  readonly defaults: Values;
  readonly issues: Issues;
  /** What the server found wrong with the value that stands here. */
  /** Recipes of which one must have trained the run that encodes the data. */
  readonly codecs: readonly string[];
  readonly refusals: ReadonlyMap<string, string>;
  /** The input of any field: fields nest. */
  readonly Input: ComponentType<FieldInputProps>;
  readonly set: (path: string, value: unknown) => void;
}

const FormContext = createContext<FormState | undefined>(undefined);

export const FormProvider = FormContext.Provider;

export function useForm(): FormState {
  const form = useContext(FormContext);
  if (!form) throw new Error('a field stands outside of its form');
  return form;
}
