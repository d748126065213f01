/** The page of the browser tests: functions on `globalThis` that the host calls. */

import type { HostTensor } from '../../src/graph/types.ts';
import { createWebRuntime, type WebRuntimeOptions } from '../../src/runtime/browser.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import type { Accuracy, ContractCheck, Subject } from '../contract/check.ts';
import { contractSuites, type GoldenFiles, type SuiteName } from './suites.ts';
import { type ShortTraining, trainingLosses } from './training.ts';

export interface ContractRequest {
  readonly accuracy: Accuracy;
  readonly suites: readonly SuiteName[];
}

/** By suite and check, what is wrong; nothing for what passes. */
export type Findings = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface TrainingRequest extends ShortTraining {
  /** Where the page finds the examples. */
  readonly resource: string;
  readonly dtype: 'uint8' | 'float32';
  readonly shape: readonly number[];
}

const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };

let runtime: Runtime;

/** Checks under way at a time: while the engine runs one, the page prepares others. */
const AT_ONCE = 8;

async function findings(checks: readonly ContractCheck[], subject: Subject) {
  const found: Record<string, string> = {};
  const waiting = [...checks];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      await check.run(subject).catch((error: Error) => {
        found[check!.name] = error.message;
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

async function examples({ resource, dtype, shape }: TrainingRequest): Promise<HostTensor> {
  const bytes = await (await fetch(resource)).arrayBuffer();
  const data = dtype === 'uint8' ? new Uint8Array(bytes) : new Float32Array(bytes);
  return { dtype, shape, data };
}

const pageFunctions = {
  async open(options: WebRuntimeOptions) {
    runtime = await createWebRuntime(options);
  },
  async contract({ accuracy, suites }: ContractRequest): Promise<Findings> {
    if (!crossOriginIsolated) throw new Error('the page is not cross-origin isolated');
    const golden = (await (await fetch('/golden')).json()) as GoldenFiles;
    const checks = contractSuites(golden);
    const found: Record<string, Readonly<Record<string, string>>> = {};
    for (const suite of suites) {
      found[suite] = await findings(checks[suite], { runtime, ...accuracy });
    }
    return found;
  },
  train: async (request: TrainingRequest) =>
    trainingLosses(request, runtime, await examples(request)),
  close: () => runtime.dispose(),
};

Object.assign(globalThis, pageFunctions);
