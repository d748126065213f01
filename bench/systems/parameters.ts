/** How many numbers a system trains: what a peer's copy of it must have too. */

import { summarize } from '../../packages/alebrije/src/nn/summary.ts';
import type { TrainableSystem } from '../../packages/alebrije/src/train/system.ts';

export function trainedParameters({ networks }: TrainableSystem): number {
  return Object.values(networks).reduce(
    (total, { layer, input }) => total + summarize(layer, input).trainable,
    0,
  );
}
