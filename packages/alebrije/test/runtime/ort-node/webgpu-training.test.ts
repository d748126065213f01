/** Every recipe trains on WebGPU with the losses of the CPU; `webgpu.train.ts` takes longer trainings. */

import { recipes } from '../../../src/recipes/registry.ts';
import { testLosses } from './webgpu-losses.ts';

/** A step of the others takes up to seconds on a driver without a graphics card. */
const CHEAP = ['pca-ae', 'swiss-roll-ae'];

// From the fifth step on, several steps share a run.
testLosses(
  recipes.map(({ name }) => ({
    recipe: name,
    batchSize: 2,
    batches: 2,
    steps: CHEAP.includes(name) ? 14 : 2,
  })),
);
