/**
 * Times a step of ours, in a process of its own so that its memory is too:
 * `node own-step.js --name conv-ae --batch 100 --seconds 3 [--forward]` prints one JSON object.
 */

import { parseArgs } from 'node:util';
import { createRuntime } from '../packages/alebrije/src/runtime/backends.ts';
import { matmulGflops } from './measure.ts';
import { isLoss, preparePart } from './partial-step.ts';
import { prepareStep, timeIteration } from './step.ts';

export interface OwnStep {
  readonly stepMs: number;
  readonly minMs: number;
  /** Of one step. */
  readonly gflop: number;
  /** GFLOP/s of the 1024x1024x1024 product in this process, before and after. */
  readonly matmulGflops: readonly [number, number];
  /** Largest resident set of this process. */
  readonly peakMB: number;
}

const { values: options } = parseArgs({
  options: {
    name: { type: 'string' },
    batch: { type: 'string' },
    seconds: { type: 'string', default: '3' },
    forward: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
const timing = { count: 5, seconds };

const runtime = await createRuntime('cpu-inline');
const before = await matmulGflops(runtime, seconds / 4);
const step = await prepareStep(runtime, options.name!, Number(options.batch));
const measured = options.forward ? await preparePart(runtime, step, isLoss) : step;
const { medianMs, minMs } = await timeIteration(measured, timing);
const after = await matmulGflops(runtime, seconds / 4);
const result: OwnStep = {
  stepMs: medianMs,
  minMs,
  gflop: step.gflop,
  matmulGflops: [before, after],
  peakMB: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
await runtime.dispose();
