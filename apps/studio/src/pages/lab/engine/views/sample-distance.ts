/** How far samples are from the data. */

import { slicedWasserstein } from '../../../../../../../packages/alebrije/src/metrics/sampling/sliced-wasserstein.ts';
import { key } from '../../../../../../../packages/alebrije/src/tensor/key.ts';
import { pointsLikeSamples, rows, type Subject } from './look-through.ts';

const DIRECTIONS = 32;

/** [1]; infinite where samples are. */
export async function sampleDistance(
  { runtime, points, seed }: Subject,
  samples: Float32Array,
): Promise<Float32Array> {
  const reference = rows(pointsLikeSamples(points()), 2);
  const options = { key: key(seed), directions: DIRECTIONS };
  return Float32Array.from(
    await slicedWasserstein(runtime, reference, [rows(samples, 2)], options),
  );
}
