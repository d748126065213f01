/**
 * UMAP (L. McInnes, J. Healy and J. Melville, "UMAP: uniform manifold approximation and projection
 * for dimension reduction", arXiv:1802.03426, 2018), as the library umap-js computes it, on exact
 * neighbours and from given places.
 */

import type { UMAP as Umap } from 'umap-js';
import { type Layout, type NearestNeighbours, type Places, standardPlaces } from './projection.ts';

export interface UmapOptions {
  readonly neighbours: NearestNeighbours;
  /** Where the points start: the principal components, say. Only their arrangement matters. */
  readonly start: Places;
  /** Draws from [0, 1). */
  readonly random: () => number;
  /** Least distance of points in the layout. Default 0.1. */
  readonly minDist?: number;
}

/** Farthest coordinate of the points where they start, and how far they are shaken apart. */
const START_REACH = 10;
const START_NOISE = 1e-3;

/** The library's lists begin with the point itself. */
function withSelf(values: ArrayLike<number>, k: number, self: (row: number) => number): number[][] {
  const { length } = values;
  return Array.from({ length: length / k }, (_, row) => [
    self(row),
    ...Array.from({ length: k }, (_, place) => values[row * k + place]!),
  ]);
}

/** Places no farther than the reach on any axis, each shaken a little: equal ones must part. */
function startingRows(start: Places, random: () => number): number[][] {
  const { count, dims } = start;
  const places = standardPlaces(start, 1);
  const farthest = places.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return Array.from({ length: count }, (_, row) =>
    Array.from(
      places.subarray(row * dims, (row + 1) * dims),
      (value) => (START_REACH / farthest) * value + START_NOISE * (2 * random() - 1),
    ),
  );
}

/** A UMAP that has not taken a step yet. */
export async function startUmap(options: UmapOptions): Promise<Layout> {
  const { neighbours, start, random, minDist = 0.1 } = options;
  const { k } = neighbours;
  const library = await import('umap-js');
  const umap: Umap = new library.UMAP({
    nComponents: start.dims,
    nNeighbors: k + 1,
    minDist,
    random,
  });
  umap.setPrecomputedKNN(
    withSelf(neighbours.indices, k, (row) => row),
    withSelf(neighbours.distances, k, () => 0),
  );
  const places = startingRows(start, random);
  // With neighbours given, the library asks the points for nothing but their number.
  const steps = umap.initializeFit(places);
  // It starts from places of its own, in rows that it goes on with.
  for (const [row, place] of umap.getEmbedding().entries()) {
    for (const [axis, value] of places[row]!.entries()) place[axis] = value;
  }
  return {
    steps,
    step: () => umap.step(),
    positions: () => Float32Array.from(umap.getEmbedding().flat()),
  };
}
