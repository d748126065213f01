import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { defaultThreads } from '../../../src/runtime/ort-node/inline-runtime.ts';

test('the engine takes all cores, or as many as it is told', () => {
  expect(defaultThreads({})).toBe(availableParallelism());
  expect(defaultThreads({ ALEBRIJE_THREADS: '3' })).toBe(3);
  for (const text of ['0', '-1', '1.5', 'two']) {
    expect(() => defaultThreads({ ALEBRIJE_THREADS: text })).toThrow(UserError);
  }
});
