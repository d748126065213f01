/** Without a graphics card WebGPU computes in software, at seconds per training step: too slow for `npm test`. */

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
testTraining({ provider: 'webgpu' }, 2);
testTraining({ provider: 'wasm', threads: 2 }, 8);
