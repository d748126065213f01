/** The runtimes that the contract is checked on; another one needs an entry here and nothing else. */

import { backendObstacle, createRuntime } from '../../src/runtime/backends.ts';
import { createReferenceRuntime } from '../../src/runtime/reference/reference-runtime.ts';
import { softwareVulkan } from '../software-vulkan.ts';
import { float32Accuracy, webgpuAccuracy } from './accuracy.ts';
import type { Subject } from './check.ts';

export interface SubjectEntry {
  readonly name: string;
  readonly open: () => Promise<Subject>;
  /** Why the runtime cannot be checked on this machine. */
  readonly obstacle?: string | undefined;
  /** The runtime is slow: `npm test` checks so many cases of each op, `npm run test:train` the rest. */
  readonly mostCases?: number;
}

/** Where Chromium brings a driver, WebGPU must work; where there is no driver at all, it cannot. */
const webgpuObstacle = softwareVulkan ? undefined : await backendObstacle('webgpu');

export const webgpu: SubjectEntry = {
  name: 'webgpu',
  obstacle: webgpuObstacle,
  mostCases: 3,
  open: async () => ({ runtime: await createRuntime('webgpu'), ...webgpuAccuracy }),
};

export const subjects: readonly SubjectEntry[] = [
  {
    name: 'reference',
    // Only the rounding of the outputs to float32.
    open: async () => ({ runtime: createReferenceRuntime(), tolerance: 2 ** -24 }),
  },
  {
    name: 'cpu-inline',
    open: async () => ({ runtime: await createRuntime('cpu-inline'), ...float32Accuracy }),
  },
  webgpu,
];

/** For the names of what is skipped. */
export const skipReason = ({ obstacle }: SubjectEntry): string =>
  obstacle === undefined ? '' : ` (skipped: ${obstacle})`;
