/** Codes near another one. */

import { drawNormal, fold, key } from '../../../../../../packages/alebrije/src/tensor/key.ts';

export interface NearbyWanted {
  readonly code: Float32Array;
  /** Of the codes around which is looked, for each number. */
  readonly deviation: Float32Array;
  /** Whether those codes are from N(0, σ²). */
  readonly isNormal: boolean;
  /** From 0, the code itself, to 1. */
  readonly distance: number;
  readonly seed: number;
  readonly count: number;
}

/**
 * Of normal codes √(1 − d²) z + d σ ε, which has their distribution too, so that no variation
 * is less likely than its sample; elsewhere z + d σ ε.
 */
export function nearbyCodes({
  code,
  deviation,
  isNormal,
  distance,
  seed,
  count,
}: NearbyWanted): number[][] {
  const size = code.length;
  const noise = drawNormal(fold(key(seed), 'nearby'), count * size);
  const kept = isNormal ? Math.sqrt(1 - distance ** 2) : 1;
  return Array.from({ length: count }, (_, row) =>
    Array.from(
      code,
      (value, axis) => kept * value + distance * deviation[axis]! * noise[row * size + axis]!,
    ),
  );
}

/** Standard deviation of each column of codes [N, Z]. */
export function deviations(codes: Float32Array, size: number): Float32Array {
  const count = codes.length / size;
  return Float32Array.from({ length: size }, (_, axis) => {
    let [sum, squares] = [0, 0];
    for (let row = 0; row < count; row++) {
      const value = codes[row * size + axis]!;
      sum += value;
      squares += value ** 2;
    }
    return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  });
}
