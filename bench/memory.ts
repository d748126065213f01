/** Memory of a process over many steps: it must not grow. */

import { createRuntime } from '../packages/alebrije/src/runtime/backends.ts';
import { prepareStep } from './step.ts';

export interface MemoryTrace {
  readonly recipe: string;
  readonly batch: number;
  readonly steps: number;
  /** Resident set in MB after every tenth of the steps. */
  readonly megabytes: readonly number[];
}

/** conv-ae with batches of 10, to take minutes instead of a quarter of an hour. */
export async function memoryOverSteps(steps = 5000, batch = 10): Promise<MemoryTrace> {
  const runtime = await createRuntime('cpu-inline');
  const step = await prepareStep(runtime, 'conv-ae', batch);
  const megabytes: number[] = [];
  for (let index = 1; index <= steps; index++) {
    await step.run();
    if (index % (steps / 10) === 0) megabytes.push(Math.round(process.memoryUsage().rss / 2 ** 20));
  }
  await runtime.dispose();
  return { recipe: 'conv-ae', batch, steps, megabytes };
}
