/** Checks what a run is given; every runtime calls it, so that all report mistakes in the same words. */

import { sameShape, sizeOf } from '../graph/shape.ts';
import { formatType } from '../graph/shape-error.ts';
import type { DType, Graph, TensorType } from '../graph/types.ts';

/** Host arrays of any precision; device tensors carry their type in a field. */
export type CheckedFeed =
  | (TensorType & { readonly data: ArrayBufferView & ArrayLike<number> })
  | { readonly type: TensorType };

/** The array types that hold each element type; Float64Array is the reference interpreter's. */
const ARRAYS = {
  float32: [Float32Array, Float64Array],
  int32: [Int32Array],
  uint8: [Uint8Array],
  bool: [Uint8Array],
} satisfies Record<DType, unknown>;

/**
 * Requires that every input of the graph is fed with exactly its type, and nothing else is fed.
 * @throws Error that names the feed, the expected type and the given one
 */
export function checkFeeds(graph: Graph, feeds: Readonly<Record<string, CheckedFeed>>): void {
  const expected = new Map(
    graph.inputs.map(({ attributes }) => [attributes.name, attributes.type]),
  );
  for (const [name, feed] of Object.entries(feeds)) {
    const type = expected.get(name);
    const given = 'type' in feed ? feed.type : feed;
    if (!type) {
      const known = [...expected.keys()].join(', ') || 'none';
      throw new Error(`unknown feed '${name}' of ${formatType(given)}; the inputs are: ${known}`);
    }
    if (type.dtype !== given.dtype || !sameShape(type.shape, given.shape)) {
      throw new Error(`feed '${name}': expected ${formatType(type)}, given ${formatType(given)}`);
    }
    if ('data' in feed) checkData(name, type, feed.data);
  }
  for (const [name, type] of expected) {
    if (!Object.hasOwn(feeds, name)) {
      throw new Error(`feed '${name}' is missing: expected ${formatType(type)}`);
    }
  }
}

function checkData(name: string, type: TensorType, data: ArrayLike<number>): void {
  const known = ARRAYS[type.dtype].some((array) => data instanceof array);
  if (!known || data.length !== sizeOf(type.shape)) {
    const given = `${data.constructor.name} of ${data.length} entries`;
    throw new Error(`feed '${name}': expected the data of ${formatType(type)}, given ${given}`);
  }
}

/** @throws Error if one of the names is not an output of the graph */
export function checkResident(graph: Graph, resident: readonly string[]): void {
  const outputs = graph.outputs.map(({ name }) => name);
  for (const name of resident) {
    if (!outputs.includes(name)) {
      throw new Error(
        `no output '${name}' to keep resident; the outputs are: ${outputs.join(', ')}`,
      );
    }
  }
}
