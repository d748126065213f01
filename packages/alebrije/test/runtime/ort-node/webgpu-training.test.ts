/**
 * Recipes of several kinds train on WebGPU with the losses of the CPU; `webgpu.train.ts` takes all recipes
 * and longer trainings.
 */

import { testLosses } from './webgpu-losses.ts';

// A step of a large network takes seconds on a driver without a graphics card. From the fifth step on,
// several steps share a run.
testLosses([
  { recipe: 'pca-ae', batchSize: 2, batches: 2, steps: 14 },
  { recipe: 'masked-denoising-ae', batchSize: 2, batches: 2, steps: 2 },
  { recipe: 'pooling-ae', batchSize: 2, batches: 2, steps: 2 },
]);
