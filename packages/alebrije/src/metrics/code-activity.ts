/** How much of a code is at work: what sparse codes are sparse in. */

import type { HostTensor } from '../graph/types.ts';
import { rowsOf } from './samples.ts';

/** The numbers that are not 0, in the code [Z] of those [N, Z] that has most of them. */
export function mostActive(codes: HostTensor): number {
  const { count, size, data } = rowsOf(codes);
  let most = 0;
  for (let row = 0; row < count; row++) {
    let active = 0;
    for (let i = 0; i < size; i++) if (data[row * size + i] !== 0) active += 1;
    most = Math.max(most, active);
  }
  return most;
}

/** Mean of all numbers of codes [N, Z]. */
export function meanActivity({ data }: HostTensor): number {
  let sum = 0;
  for (let index = 0; index < data.length; index++) sum += data[index]!;
  return sum / data.length;
}
