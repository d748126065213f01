/** The optimizers by name, with Keras' definitions and defaults. */

import { z } from 'zod';
import { adam, adamOptions, adamW, adamWOptions } from './adam.ts';
import { nadam } from './nadam.ts';
import { rmsprop, rmspropOptions } from './rmsprop.ts';
import { sgd, sgdOptions } from './sgd.ts';
import type { Optimizer } from './update-rule.ts';

export type { Optimizer, OptimizerInputs, OptimizerOutputs } from './update-rule.ts';

export const optimizerSchema = z.discriminatedUnion('name', [
  sgdOptions.extend({ name: z.literal('sgd') }),
  rmspropOptions.extend({ name: z.literal('rmsprop') }),
  adamOptions.extend({ name: z.literal('adam') }),
  adamWOptions.extend({ name: z.literal('adamW') }),
  adamOptions.extend({ name: z.literal('nadam') }),
]);

/** As written by a user: options may be left out. */
export type OptimizerConfig = z.input<typeof optimizerSchema>;

/** The config's `learningRate` is not in the optimizer: the host feeds the rate of each step. */
export function createOptimizer(config: OptimizerConfig): Optimizer {
  const { name, ...options } = config;
  switch (name) {
    case 'sgd':
      return sgd(options);
    case 'rmsprop':
      return rmsprop(options);
    case 'adam':
      return adam(options);
    case 'adamW':
      return adamW(options);
    case 'nadam':
      return nadam(options);
  }
}
