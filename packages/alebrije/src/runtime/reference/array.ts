/** The arrays of the reference interpreter, and the index arithmetic that its rules share. */

import type { OpName } from '../../graph/ops.ts';
import { rowMajorStrides, sizeOf } from '../../graph/shape.ts';
import type { HostData, HostTensor, Node, Shape, TensorType } from '../../graph/types.ts';

export type ReferenceData = Float64Array | Int32Array | Uint8Array;

/** A dense row-major array; values of type `float32` are held in double precision. */
export interface ReferenceArray extends TensorType {
  readonly data: ReferenceData;
}

/** Evaluates a node on its inputs' values. It may return an input's memory, but never writes to it. */
export type ReferenceRule<K extends OpName> = (
  node: Node<K>,
  inputs: readonly ReferenceArray[],
) => ReferenceArray;

export type ReferenceRules<K extends OpName> = { readonly [P in K]: ReferenceRule<P> };

/** A zero-filled array. */
export function zeros({ dtype, shape }: TensorType): ReferenceArray {
  const size = sizeOf(shape);
  if (dtype === 'float32') return { dtype, shape, data: new Float64Array(size) };
  if (dtype === 'int32') return { dtype, shape, data: new Int32Array(size) };
  return { dtype, shape, data: new Uint8Array(size) };
}

/** An array with `entry(i)` at its row-major index i, converted as a typed array's store does. */
export function generate(type: TensorType, entry: (index: number) => number): ReferenceArray {
  const result = zeros(type);
  for (let index = 0; index < result.data.length; index++) result.data[index] = entry(index);
  return result;
}

/** The same values in double precision; integer data is shared, not copied. */
export function fromHost({ dtype, shape, data }: HostTensor | ReferenceArray): ReferenceArray {
  return { dtype, shape, data: data instanceof Float32Array ? Float64Array.from(data) : data };
}

/** A copy in the precision of the host. */
export function toHost({ dtype, shape, data }: ReferenceArray): HostTensor {
  const copy: HostData = data instanceof Float64Array ? Float32Array.from(data) : data.slice();
  return { dtype, shape, data: copy };
}

/** Offsets into memory of all entries of a strided view, in row-major order of the view. */
export function viewOffsets(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  const offsets = new Int32Array(sizeOf(shape)).fill(start);
  let period = offsets.length;
  for (const [axis, extent] of shape.entries()) {
    period /= extent;
    for (let index = 0; index < offsets.length; index++) {
      offsets[index]! += (Math.floor(index / period) % extent) * strides[axis]!;
    }
  }
  return offsets;
}

/** Offsets into an array of shape `from`, for each entry of the shape `to` that it broadcasts to. */
export function broadcastOffsets(from: Shape, to: Shape): Int32Array {
  const strides = rowMajorStrides(from);
  const added = to.length - from.length;
  return viewOffsets(
    to,
    to.map((_, axis) => ((from[axis - added] ?? 1) === 1 ? 0 : strides[axis - added]!)),
  );
}

/** The one-dimensional runs of an array along one axis, in row-major order of the other axes. */
export interface Lanes {
  /** Offset of the first entry of each lane. */
  readonly starts: Int32Array;
  /** Distance between neighbours in a lane. */
  readonly stride: number;
  readonly length: number;
}

export function lanesAlong(shape: Shape, axis: number): Lanes {
  const strides = rowMajorStrides(shape);
  const starts = viewOffsets(shape.toSpliced(axis, 1), strides.toSpliced(axis, 1));
  return { starts, stride: strides[axis]!, length: shape[axis]! };
}
