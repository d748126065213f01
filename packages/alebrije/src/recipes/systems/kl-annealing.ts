/**
 * How the weight of the KL divergence grows while training: Bowman et al., "Generating sentences from a
 * continuous space" (CoNLL 2016), once; Fu et al., "Cyclical annealing schedule" (NAACL 2019), again
 * and again.
 */

import { z } from 'zod';

/** Part of all steps, or of each cycle, in which the weight rises from 0; then it stays. */
const rise = z.number().gt(0).max(1).default(0.5);

export const annealingSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('none') }),
  z.strictObject({ name: z.literal('linear'), rise }),
  z.strictObject({ name: z.literal('cyclical'), rise, cycles: z.int().positive().default(4) }),
]);

export type Annealing = z.output<typeof annealingSchema>;

/**
 * Share of the weight at step 0, 1, ..., from 0 to 1; nothing where it is always 1.
 * @param totalSteps of the whole training; after them the share is 1
 */
export function annealedShare(
  annealing: Annealing,
  totalSteps: number,
): ((step: number) => number) | undefined {
  if (annealing.name === 'none') return undefined;
  const cycle = Math.ceil(totalSteps / (annealing.name === 'cyclical' ? annealing.cycles : 1));
  return (step) =>
    step >= totalSteps ? 1 : Math.min(1, (step % cycle) / (annealing.rise * cycle));
}
