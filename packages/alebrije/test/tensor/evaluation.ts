/** Values of symbolic tensors, in double precision. */

import { graphOf } from '../../src/graph/trace.ts';
import type { HostTensor, Shape } from '../../src/graph/types.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

type Feeds = Readonly<Record<string, HostTensor | ReferenceArray>>;

export function evaluate(tensor: Tensor, feeds: Feeds = {}): ReferenceArray {
  return evaluateGraph(graphOf({ result: tensor.node }), feeds).result!;
}

export interface Nested extends ReadonlyArray<number | Nested> {}

/** Row-major values as nested lists. */
function nest(values: readonly number[], shape: Shape): number | Nested {
  if (shape.length === 0) return values[0]!;
  const [extent, ...rest] = shape as [number, ...number[]];
  const size = values.length / extent;
  return Array.from({ length: extent }, (_, index) =>
    nest(values.slice(index * size, (index + 1) * size), rest),
  );
}

/** The value as NumPy would print it: nested lists, or a number. */
export function valuesOf(tensor: Tensor, feeds: Feeds = {}): number | Nested {
  const { data, shape } = evaluate(tensor, feeds);
  return nest(Array.from(data), shape);
}
