import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepLargest, keepLargestBy, kSparse } from '../../src/nn/sparsity.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import { createReferenceRuntime } from '../../src/runtime/reference/reference-runtime.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { trace } from '../../src/tensor/trace.ts';
import { array, evaluate } from './evaluation.ts';

const WIDTH = 9;

let runtimes: Runtime[];
beforeAll(async () => {
  runtimes = [createReferenceRuntime(), await createRuntime('cpu-inline')];
});
afterAll(() => Promise.all(runtimes.map((runtime) => runtime.dispose())));

test('exactly the k largest of a row are kept, whatever the ties', async () => {
  // Few values, so that most rows have ties.
  const row = fc.array(fc.constantFrom(-2, -1, 1, 1.5, 2), { minLength: WIDTH, maxLength: WIDTH });
  for (const runtime of runtimes) {
    for (const k of [1, 4, WIDTH]) {
      const type = { dtype: 'float32', shape: [2, WIDTH] } as const;
      const graph = trace({ x: type }, ({ x }) => ({ kept: keepLargest(x as Tensor, k) }));
      const program = await runtime.compile(graph);
      await fc.assert(
        fc.asyncProperty(row, row, async (...rows) => {
          const data = Float32Array.from(rows.flat());
          const { kept } = await program.run({ x: { ...type, data } }).host;
          for (const [index, values] of rows.entries()) {
            const result = [...kept!.data.subarray(index * WIDTH, (index + 1) * WIDTH)];
            const active = result.filter((value) => value !== 0);
            expect(active).toHaveLength(k);
            expect(active.toSorted()).toEqual(
              values
                .toSorted((a, b) => b - a)
                .slice(0, k)
                .toSorted(),
            );
            for (const [position, value] of result.entries()) {
              expect([0, values[position]]).toContain(value);
            }
          }
        }),
        { numRuns: 50 },
      );
      program.dispose();
    }
  }
});

test('a computed k keeps as many, and all that equal the last of them', async () => {
  const values = { dtype: 'float32', shape: [2, 4] } as const;
  const number = { dtype: 'float32', shape: [] } as const;
  const graph = trace({ x: values, k: number }, ({ x, k }) => ({
    kept: keepLargestBy(x as Tensor, k as Tensor),
  }));
  const data = Float32Array.of(1, -4, 3, -2, 5, 5, 5, 0.5);
  const expected: Readonly<Record<number, readonly number[]>> = {
    1: [0, 0, 3, 0, 5, 5, 5, 0],
    2: [1, 0, 3, 0, 5, 5, 5, 0],
    3: [1, 0, 3, -2, 5, 5, 5, 0],
    4: [1, -4, 3, -2, 5, 5, 5, 0.5],
  };
  for (const runtime of runtimes) {
    const program = await runtime.compile(graph);
    for (const [k, kept] of Object.entries(expected)) {
      const feeds = { x: { ...values, data }, k: { ...number, data: Float32Array.of(Number(k)) } };
      const result = await program.run(feeds).host;
      // −0 counts as 0.
      expect([...result.kept!.data].map((value) => value + 0)).toEqual(kept);
    }
    program.dispose();
  }
});

test('a side input says how many are kept while training, and only then', () => {
  const layer = kSparse(1, { atInference: 2, scheduledBy: 'active' });
  const { training, inference } = evaluate(
    { x: array([1, 2, 3, 4], [1, 4]), k: array([3], []) },
    (t) => {
      const apply = (isTraining: boolean) =>
        layer.apply({ params: {}, state: {} }, t.x as Tensor, {
          training: isTraining,
          place: randomRoot,
          inputs: { active: t.k as Tensor },
        }).output;
      return { training: apply(true), inference: apply(false) };
    },
  );
  expect([...training!.data]).toEqual([0, 2, 3, 4]);
  expect([...inference!.data]).toEqual([0, 0, 3, 4]);
});

test.each([0, -1, 2.5])('%d entries cannot be kept', (k) => {
  expect(() => kSparse(k)).toThrow(/whole number of entries above 0/);
  expect(() => kSparse(2, { atInference: k })).toThrow(RangeError);
});

test('more entries than there are cannot be kept', () => {
  expect(() => kSparse(4).outputShape([3])).toThrow(/topKMask/);
});
