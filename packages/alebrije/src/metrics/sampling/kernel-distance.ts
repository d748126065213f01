/**
 * The kernel distance of two sets of features (KID): M. Bińkowski et al., "Demystifying MMD GANs", ICLR
 * 2018, section 4. M rows of each set at a time, D numbers each.
 */

import type { HostTensor } from '../../graph/types.ts';
import type { Program, Runtime } from '../../runtime/runtime.ts';
import { drawPermutation, fold, type Key } from '../../tensor/key.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { trace } from '../../tensor/trace.ts';
import { type MeanWithError, meanWithError, rowsOf } from '../samples.ts';

export interface KernelDistanceOptions {
  /** What the subsets are drawn with. */
  readonly key: Key;
  /** Random subsets of both sets. Default 100. */
  readonly subsets?: number;
  /** Rows of a subset; half of the smaller set where that is less. Default 1,000. */
  readonly subsetSize?: number;
}

/** All products of rows [M, D] and [M, D] with each other, [2 M, 2 M]. */
function productGraph(count: number, size: number) {
  const type = { dtype: 'float32', shape: [2 * count, size] } as const;
  return trace({ rows: type }, (inputs) => {
    const rows = inputs.rows as Tensor;
    return { products: rows.matmul(rows.transpose([1, 0])) };
  });
}

/**
 * The unbiased estimate of the squared maximum mean discrepancy under k(x, y) = (xᵀy / D + 1)³, from the
 * products of M rows of each set: the means of k over different rows of each set, less twice that over
 * rows of both (Gretton et al., JMLR 2012, eq. (3)).
 * @param products [2 M, 2 M], the rows of one set before those of the other
 */
export function discrepancy(products: HostTensor['data'], count: number, size: number): number {
  const kernelSum = (row: number, begin: number, end: number) => {
    let sum = 0;
    for (let place = 2 * count * row + begin; place < 2 * count * row + end; place++) {
      const linear = products[place]! / size + 1;
      sum += linear * linear * linear;
    }
    return sum;
  };
  let within = 0;
  let between = 0;
  for (let row = 0; row < count; row++) {
    // The products are symmetric: half of them is enough.
    within += kernelSum(row, 0, row) + kernelSum(count + row, count, count + row);
    between += kernelSum(count + row, 0, count);
  }
  return (2 * within) / (count * (count - 1)) - (2 * between) / count ** 2;
}

/** Chosen rows of one set before chosen rows of another, [2 M, D]. */
function subset(
  [a, b]: readonly [HostTensor, HostTensor],
  [fromA, fromB]: readonly [Int32Array, Int32Array],
): HostTensor {
  const { size } = rowsOf(a);
  const count = fromA.length;
  const data = new Float32Array(2 * count * size);
  const copy = (values: HostTensor, chosen: Int32Array, first: number) => {
    for (const [place, row] of chosen.entries()) {
      const numbers = values.data.subarray(row * size, (row + 1) * size);
      data.set(numbers as Float32Array, (first + place) * size);
    }
  };
  copy(a, fromA, 0);
  copy(b, fromB, count);
  return { dtype: 'float32', shape: [2 * count, size], data };
}

/**
 * The squared discrepancy of random subsets, its mean and standard error over the subsets. About 0 for
 * sets from one distribution, also below it.
 * @param a, b features [N, D]; products are computed in float32, sums in float64
 * @throws RangeError unless both have rows of one size, at least four
 */
export async function kernelDistance(
  runtime: Runtime,
  a: HostTensor,
  b: HostTensor,
  { key, subsets = 100, subsetSize = 1000 }: KernelDistanceOptions,
): Promise<MeanWithError> {
  const [{ count: countA, size }, { count: countB, size: sizeB }] = [rowsOf(a), rowsOf(b)];
  const count = Math.min(subsetSize, Math.floor(Math.min(countA, countB) / 2));
  if (size !== sizeB || count < 2) {
    throw new RangeError(`features [${a.shape}] and [${b.shape}] have no kernel distance`);
  }
  const program: Program = await runtime.compile(productGraph(count, size));
  const start = (index: number) => {
    const place = fold(key, index);
    const chosen = (name: string, total: number) =>
      drawPermutation(fold(place, name), total).subarray(0, count);
    const rows = subset([a, b], [chosen('a', countA), chosen('b', countB)]);
    return program.run({ rows }).host;
  };
  try {
    const distances = new Float64Array(subsets);
    let running = start(0);
    for (let index = 0; index < subsets; index++) {
      const { products } = await running;
      // The next products are computed while these are summed.
      if (index + 1 < subsets) running = start(index + 1);
      distances[index] = discrepancy(products!.data, count, size);
    }
    return meanWithError(distances);
  } finally {
    program.dispose();
  }
}
