/** What a shape rule is. */

import type { OpAttributes, OpName } from '../ops.ts';
import type { TensorType } from '../types.ts';

/** Reports a problem with an op's inputs or attributes; never returns. */
export type Fail = (problem: string) => never;

/** Computes an op's output type from its inputs' types, or fails with the reason. */
export type ShapeRule<K extends OpName> = (
  inputs: readonly TensorType[],
  attributes: OpAttributes[K],
  fail: Fail,
) => TensorType;

export type ShapeRules<K extends OpName> = { readonly [P in K]: ShapeRule<P> };

/** The inputs as a tuple of the expected length. */
export function expectInputs(
  inputs: readonly TensorType[],
  count: number,
  fail: Fail,
): [TensorType, TensorType, TensorType] {
  if (inputs.length !== count) fail(`takes ${count} inputs, not ${inputs.length}`);
  return inputs as unknown as [TensorType, TensorType, TensorType];
}

export function expectFloat(inputs: readonly TensorType[], fail: Fail): void {
  if (inputs.some((input) => input.dtype !== 'float32')) fail('takes float32 only');
}
