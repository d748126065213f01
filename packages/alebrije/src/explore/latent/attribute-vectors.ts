/**
 * Directions in the space of codes that stand for an attribute, and sums of them: Larsen et al.,
 * "Autoencoding beyond pixels using a learned similarity metric" (ICML 2016), section 4.2; without
 * what belongs to other attributes as in Shen et al., "Interpreting the latent space of GANs for
 * semantic face editing" (CVPR 2020), section 2.3. N codes, Z numbers in each.
 */

import type { HostTensor } from '../../graph/types.ts';
import { asCodes, type Code, dot } from './interpolate.ts';

/**
 * The mean of some rows of codes [N, Z].
 * @throws RangeError if there are none
 */
export function meanCode(codes: HostTensor, isIn: (row: number) => boolean): Float64Array {
  const [count, size] = codes.shape as readonly [number, number];
  const sum = new Float64Array(size);
  let rows = 0;
  for (let row = 0; row < count; row++) {
    if (!isIn(row)) continue;
    rows += 1;
    for (let axis = 0; axis < size; axis++) sum[axis]! += codes.data[row * size + axis]!;
  }
  if (rows === 0) throw new RangeError('no codes have a mean');
  return sum.map((value) => value / rows);
}

/**
 * From the mean of the codes without an attribute to the mean of those with it.
 * @param has of each code, not 0 where it has the attribute, [N]
 * @throws RangeError unless there are codes with and without
 */
export function differenceOfMeans(codes: HostTensor, has: ArrayLike<number>): Float64Array {
  const without = meanCode(codes, (row) => has[row] === 0);
  return meanCode(codes, (row) => has[row] !== 0).map((value, axis) => value - without[axis]!);
}

/**
 * A direction (such as a classifier's) as long as the way along it from the codes without the
 * attribute to those with it, so that strength 1 means the same as for a difference of means.
 * @throws RangeError if the direction is zero or leads away from the codes with the attribute
 */
export function scaleToMeans(
  direction: Code,
  codes: HostTensor,
  has: ArrayLike<number>,
): Float64Array {
  const share = dot(differenceOfMeans(codes, has), direction) / dot(direction, direction);
  if (!(share > 0))
    throw new RangeError('the direction does not lead to the codes with the attribute');
  return Float64Array.from(direction, (value) => share * value);
}

/**
 * A vector as long as it takes to go as far along a readout as another vector does.
 * @throws RangeError unless both lead up along the readout
 */
export function scaleToReadout(vector: Code, readout: Code, other: Code): Float64Array {
  const share = dot(other, readout) / dot(vector, readout);
  if (!(share > 0 && share < Number.POSITIVE_INFINITY))
    throw new RangeError('the vector does not lead up along the readout');
  return Float64Array.from(vector, (value) => share * value);
}

/** The part of a vector that is orthogonal to all others, which so stay as they are. */
export function withoutOthers(vector: Code, others: readonly Code[]): Float64Array {
  const basis: Float64Array[] = [];
  const reduce = (code: Code): Float64Array => {
    const rest = Float64Array.from(code);
    for (const direction of basis) {
      const part = dot(rest, direction) / dot(direction, direction);
      for (let axis = 0; axis < rest.length; axis++) rest[axis]! -= part * direction[axis]!;
    }
    return rest;
  };
  for (const other of others) {
    const rest = reduce(other);
    if (dot(rest, rest) > 1e-12 * dot(other, other)) basis.push(rest);
  }
  return reduce(vector);
}

export interface Term {
  readonly vector: Code;
  /** 1 adds the vector, −1 takes it away. */
  readonly strength: number;
}

/** Each code [N, Z] plus the terms. */
export function addTerms(codes: HostTensor, terms: readonly Term[]): HostTensor {
  const size = codes.shape[1]!;
  const sum = new Float64Array(size);
  for (const { vector, strength } of terms) {
    for (let axis = 0; axis < size; axis++) sum[axis]! += strength * vector[axis]!;
  }
  const data = Float32Array.from(codes.data, (value, index) => value + sum[index % size]!);
  return { dtype: 'float32', shape: codes.shape, data };
}

/** One code with each strength of a vector in turn, [strengths, Z]. */
export function alongVector(code: Code, vector: Code, strengths: readonly number[]): HostTensor {
  return asCodes(
    strengths.map((strength) =>
      Array.from(code, (value, axis) => value + strength * vector[axis]!),
    ),
  );
}
