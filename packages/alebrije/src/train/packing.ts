/**
 * Many small tensors as one flat vector. A step graph takes and returns one vector per network, so the
 * optimizer is one chain of elementwise ops and a run has few inputs and outputs, however many layers.
 */

import { sizeOf } from '../graph/shape.ts';
import type { HostTensor, Shape, TensorType, Tree } from '../graph/types.ts';
import { concat, type Tensor } from '../tensor/tensor.ts';
import { flattenTree, unflattenTree } from '../tensor/tree.ts';

interface Entry {
  readonly path: string;
  readonly shape: Shape;
  readonly offset: number;
}

/** Where each float32 leaf of a record lies in the vector. */
export interface Layout {
  readonly entries: readonly Entry[];
  readonly size: number;
}

/** @throws Error if a leaf is not float32 */
export function layoutOf(tree: Tree<TensorType>): Layout {
  let size = 0;
  const entries = flattenTree(tree).map(([path, { dtype, shape }]) => {
    if (dtype !== 'float32') throw new Error(`${path} is ${dtype}; only float32 can be packed`);
    const offset = size;
    size += sizeOf(shape);
    return { path, shape, offset };
  });
  return { entries, size };
}

export function typeOf(layout: Layout): TensorType {
  return { dtype: 'float32', shape: [layout.size] };
}

/** A stretch of a layout: a vector of its own, and where it begins in the whole. */
export interface LayoutPart {
  readonly layout: Layout;
  readonly offset: number;
}

/**
 * The leaves below a path; those of one branch lie side by side.
 * @throws Error if there are none
 */
export function partOf({ entries }: Layout, path: string): LayoutPart {
  const prefix = `${path}.`;
  const inside = entries.filter((entry) => entry.path.startsWith(prefix));
  const [first] = inside;
  if (!first) throw new Error(`there are no parameters below ${path}`);
  const size = inside.reduce((total, { shape }) => total + sizeOf(shape), 0);
  const own = inside.map((entry) => ({
    ...entry,
    path: entry.path.slice(prefix.length),
    offset: entry.offset - first.offset,
  }));
  return { layout: { entries: own, size }, offset: first.offset };
}

/** The vector [N] with new values [n] from each offset on. */
export function replaceParts(
  vector: Tensor,
  parts: readonly { readonly offset: number; readonly values: Tensor }[],
): Tensor {
  const pieces: Tensor[] = [];
  let end = 0;
  for (const { offset, values } of parts.toSorted((a, b) => a.offset - b.offset)) {
    if (offset > end) pieces.push(vector.slice(0, end, offset));
    pieces.push(values);
    end = offset + values.size;
  }
  if (end < vector.size) pieces.push(vector.slice(0, end));
  return pieces.length === 1 ? pieces[0]! : concat(pieces, 0);
}

/** The record of slices of a vector [N]. */
export function unpack({ entries }: Layout, vector: Tensor): Tree<Tensor> {
  return unflattenTree(
    entries.map(({ path, shape, offset }) => {
      const part = vector.slice(0, offset, offset + sizeOf(shape));
      return [path, part.reshape(shape)] as const;
    }),
  );
}

/** The vector [N] of a record's leaves, in the layout's order. */
export function pack({ entries }: Layout, tree: Tree<Tensor>): Tensor {
  const leaves = new Map(flattenTree(tree));
  return concat(
    entries.map(({ path }) => leaves.get(path)!.reshape([-1])),
    0,
  );
}

export function packHost({ entries, size }: Layout, tree: Tree<HostTensor>): HostTensor {
  const data = new Float32Array(size);
  const leaves = new Map(flattenTree(tree));
  for (const { path, offset } of entries) data.set(leaves.get(path)!.data, offset);
  return { dtype: 'float32', shape: [size], data };
}

/** The leaves by path; views of the vector's memory. */
export function unpackHost({ entries }: Layout, vector: HostTensor): [string, HostTensor][] {
  return entries.map(({ path, shape, offset }) => {
    const data = (vector.data as Float32Array).subarray(offset, offset + sizeOf(shape));
    return [path, { dtype: 'float32', shape, data }];
  });
}
