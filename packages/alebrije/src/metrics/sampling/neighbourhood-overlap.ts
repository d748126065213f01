/**
 * Whether samples lie where data lie, and data where samples lie, by balls around both that reach to the
 * k-th neighbour. Precision and recall: T. Kynkäänniemi et al., "Improved precision and recall metric for
 * assessing generative models", NeurIPS 2019; density and coverage: M. F. Naeem et al., "Reliable fidelity
 * and diversity metrics for generative models", ICML 2020. N data points, M samples, D numbers each.
 */

import type { HostTensor } from '../../graph/types.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { findNeighbourhoods } from '../neighbourhoods.ts';
import { visitCrossDistances } from '../pairwise-distances.ts';

/** Points [N, D] and how far each one's k-th neighbour among the others is. */
export interface Balls {
  readonly k: number;
  readonly centres: HostTensor;
  /** Squared, [N]. */
  readonly radii: Float64Array;
}

export interface NeighbourhoodOverlap {
  /** Share of the samples that lie in a ball around a data point; 1 is best. */
  readonly precision: number;
  /** Share of the data points that lie in a ball around a sample; 1 is best. */
  readonly recall: number;
  /** Balls around data points that a sample lies in, over k, in the mean; about 1 where all is well. */
  readonly density: number;
  /** Share of the balls around data points in which a sample lies; 1 is best. */
  readonly coverage: number;
}

/** Of a radius, more than the rounding of its root in float32: a ball holds the neighbour that it reaches to. */
const ROUNDING = 2 ** -23;

/** @throws RangeError unless 1 ≤ k < N */
export async function ballsAround(runtime: Runtime, centres: HostTensor, k = 5): Promise<Balls> {
  const { count, distances } = await findNeighbourhoods(runtime, centres, k);
  const radii = Float64Array.from({ length: count }, (_, row) => {
    const distance = distances[row * k + k - 1]!;
    return (distance * (1 + ROUNDING)) ** 2;
  });
  return { k, centres, radii };
}

const shareOf = (marks: Uint8Array) => marks.reduce((sum, mark) => sum + mark, 0) / marks.length;

/** @throws RangeError unless the points of both have as many numbers */
export async function neighbourhoodOverlap(
  runtime: Runtime,
  data: Balls,
  samples: Balls,
): Promise<NeighbourhoodOverlap> {
  const [dataRadii, sampleRadii] = [data.radii, samples.radii];
  const precise = new Uint8Array(sampleRadii.length);
  const recalled = new Uint8Array(dataRadii.length);
  const covered = new Uint8Array(dataRadii.length);
  let balls = 0;
  await visitCrossDistances(runtime, samples.centres, data.centres, (sample, squared) => {
    const radius = sampleRadii[sample]!;
    for (let point = 0; point < squared.length; point++) {
      const distance = squared[point]!;
      if (distance <= radius) recalled[point] = 1;
      if (distance > dataRadii[point]!) continue;
      precise[sample] = 1;
      covered[point] = 1;
      balls += 1;
    }
  });
  return {
    precision: shareOf(precise),
    recall: shareOf(recalled),
    density: balls / (data.k * sampleRadii.length),
    coverage: shareOf(covered),
  };
}
