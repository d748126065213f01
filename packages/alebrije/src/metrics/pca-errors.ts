/** What PCA with fewer components than were fitted would leave of some rows. */

import type { HostTensor } from '../graph/types.ts';
import { dot } from './eigenpairs.ts';
import type { Pca } from './pca.ts';
import { rowsOf } from './samples.ts';

/**
 * Mean squared error per number of the rows [N, ...] under PCA with 0, 1, ..., K components, float64
 * [K + 1]: components are orthonormal, so each takes the square of its own coordinate away.
 */
export function pcaErrors({ mean, components }: Pca, values: HostTensor): Float64Array {
  const { count, size, data } = rowsOf(values);
  const taken = new Float64Array(components.length);
  const centred = new Float64Array(size);
  let whole = 0;
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) centred[i] = data[row * size + i]! - mean[i]!;
    whole += dot(centred, centred);
    for (const [k, direction] of components.entries()) taken[k]! += dot(centred, direction) ** 2;
  }
  const errors = new Float64Array(components.length + 1);
  errors[0] = whole;
  for (const [k, squares] of taken.entries()) errors[k + 1] = errors[k]! - squares;
  return errors.map((squares) => Math.max(0, squares) / (count * size));
}
