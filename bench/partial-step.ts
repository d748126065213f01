/** Parts of a training step, run as the whole is: as many iterations at once. */

import { graphOf } from '../packages/alebrije/src/graph/trace.ts';
import type { Graph, HostTensor } from '../packages/alebrije/src/graph/types.ts';
import type { DeviceTensor, Runtime } from '../packages/alebrije/src/runtime/runtime.ts';
import type { Resident } from '../packages/alebrije/src/train/resident.ts';
import { compileChain } from '../packages/alebrije/src/train/step-chain.ts';
import type { BenchStep } from './step.ts';

export type PartialStep = Pick<BenchStep, 'iterations' | 'run' | 'dispose'>;

const isOnDevice = (tensor: HostTensor | DeviceTensor): tensor is DeviceTensor => 'read' in tensor;

/** @param isKept which of the step's outputs are computed, with all that they need and no more */
export async function preparePart(
  runtime: Runtime,
  step: BenchStep,
  isKept: (output: string) => boolean,
): Promise<PartialStep> {
  const parts = step.graphs.map((graph): Graph => {
    const kept = graph.outputs.filter(({ name }) => isKept(name));
    return graphOf(Object.fromEntries(kept.map(({ name, node }) => [name, node])));
  });

  /** The state as it is now, and what the host feeds to each part. */
  function feeds() {
    const resident: Resident = new Map();
    const host = parts.map((_, index) => {
      const fed: Record<string, HostTensor> = {};
      for (const [name, tensor] of Object.entries(step.feeds(index))) {
        if (isOnDevice(tensor)) resident.set(name, tensor);
        else fed[name] = tensor;
      }
      return fed;
    });
    return { resident, host };
  }

  const repeated = <T>(items: readonly T[]) =>
    Array.from({ length: step.iterations }, () => items).flat();
  const chain = await compileChain(runtime, repeated(parts), feeds().resident);
  return {
    iterations: step.iterations,
    async run() {
      const { resident, host } = feeds();
      await chain.run(resident, repeated(host)).host;
    },
    dispose: () => chain.dispose(),
  };
}

/** The pass from the batch to the loss. */
export const isLoss = (output: string) => output === 'metrics.loss';

/** All but the optimizer. */
export const isBeforeOptimizer = (output: string) =>
  output.startsWith('metrics.') || output === 'gradientNorm';
