/** Codes that differ in one number, to see what it stands for. Z numbers in a code. */

import type { HostTensor } from '../../graph/types.ts';
import { asCodes, type Code } from './interpolate.ts';

/**
 * Indices of the numbers, the largest KL divergence from the prior first: those that say most about an
 * example. For codes without a prior, of variances.
 */
export function orderByKl(kl: ArrayLike<number>): number[] {
  return Array.from(kl, (_, index) => index).sort((a, b) => kl[b]! - kl[a]! || a - b);
}

/** `steps` even values from −reach to reach; 0 for one. */
export function evenValues(reach: number, steps: number): number[] {
  if (steps === 1) return [0];
  return Array.from({ length: steps }, (_, step) => reach * ((2 * step) / (steps - 1) - 1));
}

/**
 * Codes [dimensions · values, Z]: a row for each dimension, in which it takes each value in turn while
 * all others stay as they are in the code.
 * @param values the same for all dimensions, or of each
 */
export function traversalGrid(
  code: Code,
  dimensions: readonly number[],
  values: readonly number[] | ((dimension: number) => readonly number[]),
): HostTensor {
  return asCodes(
    dimensions.flatMap((dimension) =>
      (typeof values === 'function' ? values(dimension) : values).map((value) =>
        Array.from(code, (own, axis) => (axis === dimension ? value : own)),
      ),
    ),
  );
}
