/** What the ways to lay points out in a plane or in space have in common. */

/** The nearest neighbours of each of `count` points, nearest first, without the point itself. */
export interface NearestNeighbours {
  readonly count: number;
  /** Neighbours of each point. */
  readonly k: number;
  /** [count, k] */
  readonly indices: Int32Array;
  /** Euclidean, [count, k]. */
  readonly distances: Float32Array;
}

/** Places of points in a plane or in space. */
export interface Places {
  readonly count: number;
  readonly dims: 2 | 3;
  /** [count, dims] */
  readonly data: Float64Array;
}

/** A layout that improves step by step; nothing happens between the steps. */
export interface Layout {
  /** How many steps it takes. */
  readonly steps: number;
  step(): void;
  /** [count, dims] */
  positions(): Float32Array;
}

/** The places moved to mean 0, and scaled to that standard deviation along the first axis. */
export function standardPlaces({ count, dims, data }: Places, deviation: number): Float64Array {
  const means = new Float64Array(dims);
  for (const [index, value] of data.entries()) means[index % dims]! += value / count;
  const moved = data.map((value, index) => value - means[index % dims]!);
  let squares = 0;
  for (let index = 0; index < moved.length; index += dims) squares += moved[index]! ** 2;
  const scale = deviation / (Math.sqrt(squares / count) || 1);
  return moved.map((value) => value * scale);
}
