/** Without a graphics card WebGPU computes in software, at seconds per training step: too slow for `npm test`. */

import { recipes } from '../../src/recipes/registry.ts';
import { webgpuAccuracy } from '../contract/accuracy.ts';
import { testContract } from './contract-suite.ts';
import { testTraining } from './training-suite.ts';

testContract({
  options: { provider: 'webgpu' },
  accuracy: webgpuAccuracy,
  suites: [
    'ops match double precision',
    'PyTorch values of ops',
    'PyTorch values of second order',
    'PyTorch values of losses',
    'known answers',
  ],
});
const all = recipes.map(({ name }) => name);

// Differences of rounding grow from step to step, the faster the smaller the batch is.
testTraining({ provider: 'webgpu' }, { steps: 20, batchSize: 4, recipes: all });
testTraining({ provider: 'wasm', threads: 2 }, { steps: 50, batchSize: 8, recipes: all });
