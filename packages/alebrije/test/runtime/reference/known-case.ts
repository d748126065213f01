/** What a known answer is. */

import type { OpAttributes, OpName } from '../../../src/graph/ops.ts';
import type { ReferenceArray } from '../../../src/runtime/reference/array.ts';

/** The inputs, the attributes, and the answer with its type. */
export type KnownCase<K extends OpName> = readonly [
  inputs: readonly ReferenceArray[],
  attributes: OpAttributes[K],
  answer: ReferenceArray,
];

/** At least one case per op. */
export type KnownCases<K extends OpName> = {
  readonly [P in K]: readonly [KnownCase<P>, ...KnownCase<P>[]];
};
