/** A10: the k-sparse autoencoder. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { sequential } from '../nn/composition.ts';
import { dense } from '../nn/dense.ts';
import { flatten } from '../nn/reshape.ts';
import { kSparse } from '../nn/sparsity.ts';
import { type DataInfo, defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { denseDecoder } from './systems/dense-networks.ts';
import { flatImages } from './systems/examples.ts';

/** What must hold of the numbers of units. */
const FEWER = 'no more units can be kept than codeSize';

const schema = trainingSchema
  .extend({
    /** Numbers in a code: more than are needed, as few are used at a time. */
    codeSize: z.int().positive(),
    /** k, the units that are kept of each code while training. */
    active: z.int().positive(),
    /** As many are kept at first; they become `active` in equal steps over the first half. */
    activeAtFirst: z.int().positive(),
    /** αk, the units that are kept otherwise. */
    activeAtInference: z.int().positive(),
  })
  .refine(({ active, codeSize }) => active <= codeSize, { path: ['active'], message: FEWER })
  .refine(({ activeAtFirst, codeSize }) => activeAtFirst <= codeSize, {
    path: ['activeAtFirst'],
    message: FEWER,
  })
  .refine(({ activeAtInference, codeSize }) => activeAtInference <= codeSize, {
    path: ['activeAtInference'],
    message: FEWER,
  });

/** Section 3.3: units that are never kept never learn, so that many are kept at first. */
const scheduledActive =
  ({ active, activeAtFirst }: z.infer<typeof schema>, { totalSteps }: DataInfo) =>
  (step: number) =>
    Math.round(activeAtFirst + (active - activeAtFirst) * Math.min(1, (2 * step) / totalSteps));

export const kSparseAe = defineRecipe({
  name: 'k-sparse-ae',
  row: 'A10',
  family: 'autoencoder',
  title: 'k-sparse autoencoder',
  description: '784-1000-784, linear; of each code only the 25 largest numbers are kept',
  source: 'Makhzani and Frey, k-Sparse autoencoders, ICLR 2014',
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 5000,
    batchSize: 32,
    epochs: 10,
    optimizer: { name: 'nadam', learningRate: 1e-3 },
    codeSize: 1000,
    active: 25,
    activeAtFirst: 1000,
    activeAtInference: 25,
  },
  expected: [{ metric: 'valLoss', value: 0.0875, kind: 'floor', source: 'the mean image' }],
  build: (config, data) => {
    const { codeSize, active, activeAtInference } = config;
    const system = autoencoderSystem(config, data, {
      model: {
        encoder: sequential({
          flatten: flatten(),
          units: dense(codeSize),
          code: kSparse(active, { atInference: activeAtInference, scheduledBy: 'active' }),
        }),
        decoder: denseDecoder([], sizeOf(data.shape)),
        likelihood: 'gaussian',
      },
      ...flatImages(data, { recipe: 'k-sparse-ae', codeSize }),
    });
    return { ...system, scalars: { active: scheduledActive(config, data) } };
  },
});
