/** Codes as the decoder gets them while training: drawn from the posteriors of examples. Z numbers in a code. */

import type { HostTensor } from '../../graph/types.ts';

/** q(z | x) = N(mean, exp(logVar)) of each example, each [N, Z]. */
export interface Posteriors {
  readonly mean: HostTensor;
  readonly logVar: HostTensor;
}

/**
 * A draw from the posterior of each example named, [rows, Z]; of all, one after the other, unless named.
 * Of examples named at random these are draws from the aggregated posterior, the mixture of all.
 * @param noise draws from N(0, 1), [rows · Z]
 * @param rows indices of examples
 */
export function drawPosteriors(
  { mean, logVar }: Posteriors,
  noise: ArrayLike<number>,
  rows?: ArrayLike<number>,
): HostTensor {
  const [count, size] = mean.shape as readonly [number, number];
  const drawn = rows?.length ?? count;
  const data = new Float32Array(drawn * size);
  for (let index = 0; index < data.length; index++) {
    const row = Math.floor(index / size);
    const source = (rows ? rows[row]! : row) * size + (index % size);
    data[index] = mean.data[source]! + Math.exp(logVar.data[source]! / 2) * noise[index]!;
  }
  return { dtype: 'float32', shape: [drawn, size], data };
}
