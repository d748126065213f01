/** Settings that all recipes of adversarial networks have, and what most of them leave alone. */

import { z } from 'zod';
import { adversarialLosses } from '../models/adversarial-losses.ts';
import { gradientPenalties } from '../models/gradient-penalties.ts';
import { optimizerSchema } from '../optim/optimizer.ts';
import { trainingDefaults, trainingSchema } from './recipe.ts';

/** Zod wants to see that there is one. */
const namesOf = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  Object.keys(table) as [Name, ...Name[]];

export const adversarialSchema = trainingSchema.extend({
  /** Of the generator. The schedule is for both optimizers. */
  optimizer: optimizerSchema,
  discriminatorOptimizer: optimizerSchema,
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  loss: z.enum(namesOf(adversarialLosses)),
  /**
   * What keeps the discriminator from growing too steep. `weight` is the penalty's factor, of
   * weight-clipping the largest absolute weight; null for the number of the paper.
   */
  penalty: z.strictObject({
    name: z.enum([...namesOf(gradientPenalties), 'weight-clipping', 'none']),
    weight: z.number().positive().nullable().default(null),
  }),
  /** s: the discriminator is to say 1 − s of real examples. */
  labelSmoothing: z.number().min(0).lt(0.5),
  /** Steps of the discriminator, each on a batch of its own, to one of the generator. */
  criticSteps: z.int().positive(),
  /** Generated images that are kept and shown to the discriminator again; 0 for none. */
  replaySize: z.int().nonnegative(),
  /** How the discriminator sees whether the examples of a batch are all alike. */
  minibatch: z.enum(['none', 'standard-deviation', 'discrimination']),
});

export type AdversarialConfig = z.infer<typeof adversarialSchema>;

/** Of the papers: Gulrajani et al., Kodali et al., Mescheder et al., Arjovsky et al. */
const PAPER_WEIGHTS = {
  'gradient-penalty': 10,
  dragan: 10,
  r1: 10,
  'weight-clipping': 0.01,
  none: 0,
} as const satisfies Readonly<Record<AdversarialConfig['penalty']['name'], number>>;

export function penaltyWeight({ penalty: { name, weight } }: AdversarialConfig): number {
  return weight ?? PAPER_WEIGHTS[name];
}

export const adversarialDefaults = {
  ...trainingDefaults,
  validation: 'test',
  loss: 'non-saturating',
  penalty: { name: 'none', weight: null },
  labelSmoothing: 0,
  criticSteps: 1,
  replaySize: 0,
  minibatch: 'none',
} as const;

export const convolutionalGanSchema = adversarialSchema.extend({
  /** Share of the discriminator's activations that are dropped while training. */
  dropoutRate: z.number().min(0).lt(1),
  /** Divide the discriminator's kernels by their largest singular value. */
  spectralNorm: z.boolean(),
});

/** Of both networks: Radford et al. (ICLR 2016), section 4. */
const DCGAN_OPTIMIZER = { name: 'adam', learningRate: 2e-4, beta1: 0.5 } as const;

export const convolutionalGanDefaults = {
  ...adversarialDefaults,
  batchSize: 128,
  epochs: 50,
  optimizer: DCGAN_OPTIMIZER,
  discriminatorOptimizer: DCGAN_OPTIMIZER,
  codeSize: 100,
  dropoutRate: 0.4,
  spectralNorm: false,
} as const;
