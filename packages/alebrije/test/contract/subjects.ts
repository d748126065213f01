/** The runtimes that the contract is checked on; another one needs an entry here and nothing else. */

import { createRuntime } from '../../src/runtime/backends.ts';
import { createReferenceRuntime } from '../../src/runtime/reference/reference-runtime.ts';
import type { Subject } from './check.ts';

export interface SubjectEntry {
  readonly name: string;
  readonly open: () => Promise<Subject>;
}

export const subjects: readonly SubjectEntry[] = [
  {
    name: 'reference',
    // Only the rounding of the outputs to float32.
    open: async () => ({ runtime: createReferenceRuntime(), tolerance: 2 ** -24 }),
  },
  {
    name: 'cpu-inline',
    open: async () => ({ runtime: await createRuntime('cpu-inline'), tolerance: 2e-5 }),
  },
];
