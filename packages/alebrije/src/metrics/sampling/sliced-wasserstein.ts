/**
 * The sliced Wasserstein distance: how far the numbers of two sets must be moved to become each other, in
 * the mean over directions that both are projected on. J. Rabin et al., "Wasserstein barycenter and its
 * application to texture mixing", SSVM 2011. N rows of each set, D numbers each.
 */

import type { HostTensor } from '../../graph/types.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { drawNormal, type Key } from '../../tensor/key.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { trace } from '../../tensor/trace.ts';
import { rowsOf } from '../samples.ts';
import { sortFloats } from './sort-floats.ts';

export interface SlicedWassersteinOptions {
  /** What the directions are drawn with. */
  readonly key: Key;
  /** Default 512. */
  readonly directions?: number;
}

/** Numbers that one run of the runtime answers with: 16 MB. */
const CHUNK = 4_000_000;

/** Unit vectors in all directions alike, [K, D]. */
function randomDirections(key: Key, count: number, size: number): Float32Array {
  const vectors = drawNormal(key, count * size);
  for (let start = 0; start < vectors.length; start += size) {
    const vector = vectors.subarray(start, start + size);
    const length = Math.hypot(...vector);
    for (let i = 0; i < size; i++) vector[i]! /= length;
  }
  return vectors;
}

/** directions [K, D] · rowsᵀ [D, N] → [K, N]. */
function projectionGraph(directions: number, count: number, size: number) {
  const types = {
    directions: { dtype: 'float32', shape: [directions, size] },
    rows: { dtype: 'float32', shape: [count, size] },
  } as const;
  return trace(types, (inputs) => {
    const { directions, rows } = inputs as { directions: Tensor; rows: Tensor };
    return { projected: directions.matmul(rows.transpose([1, 0])) };
  });
}

/** The Wasserstein distance of as many numbers: the mean distance of those of one rank. */
function distanceOfSorted(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}

/**
 * The distance of each set to the reference, over the same directions.
 * @param reference, sets [N, ...] of one shape
 * @throws RangeError if the shapes differ
 */
export async function slicedWasserstein(
  runtime: Runtime,
  reference: HostTensor,
  sets: readonly HostTensor[],
  { key, directions = 512 }: SlicedWassersteinOptions,
): Promise<number[]> {
  const { count, size } = rowsOf(reference);
  const other = sets.find((set) => set.shape[0] !== count || rowsOf(set).size !== size);
  if (other) {
    throw new RangeError(`sets [${reference.shape}] and [${other.shape}] are not of one shape`);
  }
  const vectors = randomDirections(key, directions, size);
  const most = Math.max(1, Math.min(directions, Math.floor(CHUNK / count)));
  const resident = [reference, ...sets].map(({ data }) =>
    runtime.upload({ dtype: 'float32', shape: [count, size], data: Float32Array.from(data) }),
  );
  const sums = new Float64Array(sets.length);
  try {
    for (let begin = 0; begin < directions; begin += most) {
      const part = Math.min(most, directions - begin);
      const program = await runtime.compile(projectionGraph(part, count, size));
      const data = vectors.slice(begin * size, (begin + part) * size);
      const feed = { dtype: 'float32', shape: [part, size], data } as const;
      const running = resident.map((rows) => program.run({ directions: feed, rows }).host);
      const projected = (await Promise.all(running)).map(
        (outputs) => outputs.projected!.data as Float32Array,
      );
      program.dispose();
      for (let direction = 0; direction < part; direction++) {
        const sorted = projected.map((numbers) =>
          sortFloats(numbers.subarray(direction * count, (direction + 1) * count)),
        );
        for (let set = 0; set < sets.length; set++) {
          sums[set]! += distanceOfSorted(sorted[0]!, sorted[set + 1]!);
        }
      }
    }
  } finally {
    for (const tensor of resident) tensor.dispose();
  }
  return Array.from(sums, (sum) => sum / directions);
}
