/** What a case of the contract is, and the draws that cases are made of. */

import type { OpName } from '../../../src/graph/ops.ts';
import { sizeOf } from '../../../src/graph/shape.ts';
import type { HostTensor, Node, Shape } from '../../../src/graph/types.ts';
import {
  drawIntegers,
  drawNormal,
  drawPermutation,
  drawUniform,
  fold,
  type Key,
  key,
} from '../../../src/tensor/key.ts';

/** One application of an op; its float32 operands keep clear of the op's kinks and jumps. */
export interface OpCase {
  /** Tells the cases of one op apart. */
  readonly name: string;
  readonly operands: readonly HostTensor[];
  readonly build: (operands: readonly Node[]) => Node;
  /** The op hides its slope from differentiation on purpose. */
  readonly blocksGradient?: boolean;
}

export type OpCases<K extends OpName> = { readonly [P in K]: readonly OpCase[] };

/** A case of an op with one, two or three operands. */
export function opCase(
  name: string,
  operands: readonly HostTensor[],
  build: (a: Node, b: Node, c: Node) => Node,
): OpCase {
  return { name, operands, build: ([a, b, c]) => build(a!, b!, c!) };
}

const root = key(17);
let draws = 0;
const nextKey = (): Key => fold(root, draws++);

const float = (shape: Shape, data: Float32Array): HostTensor => ({ dtype: 'float32', shape, data });

export const normal = (...shape: number[]): HostTensor =>
  float(shape, drawNormal(nextKey(), sizeOf(shape)));

export const equal = (value: number, shape: Shape): HostTensor =>
  float(shape, new Float32Array(sizeOf(shape)).fill(value));

/** Uniform draws. */
export const between = (low: number, high: number, ...shape: number[]): HostTensor =>
  float(
    shape,
    drawUniform(nextKey(), sizeOf(shape)).map((fraction) => low + (high - low) * fraction),
  );

/**
 * A permutation of a grid around 0 that is symmetric, so without 0, and at least 1/64 wide: no ties,
 * and up to 64 entries no halves of integers either.
 * @param shift moves two grids apart, so that their entries differ by at least that much
 */
export function distinct(shape: Shape, shift = 0): HostTensor {
  const size = sizeOf(shape);
  const spacing = Math.max(4 / 2 ** Math.max(3, Math.ceil(Math.log2(size))), 1 / 64);
  const order = drawPermutation(nextKey(), size);
  const data = Float32Array.from(
    order,
    (rank) => (rank - Math.floor(size / 2) + 0.5) * spacing + shift,
  );
  return float(shape, data);
}

export const integers = (bound: number, ...shape: number[]): HostTensor => ({
  dtype: 'int32',
  shape,
  data: drawIntegers(nextKey(), sizeOf(shape), bound),
});

export const int32 = (...values: number[]): HostTensor => ({
  dtype: 'int32',
  shape: [values.length],
  data: Int32Array.from(values),
});

export const float32 = (...values: number[]): HostTensor =>
  float([values.length], Float32Array.from(values));

export const bits = (...shape: number[]): HostTensor => ({
  dtype: 'bool',
  shape,
  data: Uint8Array.from(drawIntegers(nextKey(), sizeOf(shape), 2)),
});

/** A whole number from `low` to `high`, both included. */
export const wholeNumber = (low: number, high: number): number =>
  low + drawIntegers(nextKey(), 1, high - low + 1)[0]!;
