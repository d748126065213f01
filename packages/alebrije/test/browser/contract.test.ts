import { float32Accuracy, webgpuAccuracy } from '../contract/accuracy.ts';
import { testContract } from './contract-suite.ts';

testContract({
  options: { provider: 'wasm', threads: 2 },
  accuracy: float32Accuracy,
  suites: [
    'the runtime',
    'failures in the engine',
    'ops match double precision',
    'PyTorch values of ops',
    'PyTorch values of second order',
    'PyTorch values of losses',
    'known answers',
  ],
});

// All cases, and PyTorch's values, are checked by `npm run test:train`.
testContract({
  options: { provider: 'webgpu' },
  accuracy: webgpuAccuracy,
  suites: ['the runtime', 'some cases of every op'],
});
