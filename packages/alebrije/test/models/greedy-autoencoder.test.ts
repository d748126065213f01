/** Greedy training: one layer at a time, on the codes of those before it. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Examples, takeFirst } from '../../src/data/dataset.ts';
import { loadDataset } from '../../src/data/registry.ts';
import { UserError } from '../../src/errors.ts';
import { fitPhases } from '../../src/recipes/phased-epochs.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { type Snapshot, train } from '../../src/train/trainer.ts';

const recipe = findRecipe('greedy-ae');
const phasesOf = (...settings: string[]) =>
  (configure(recipe, settings) as unknown as { phases: number[] }).phases;

let runtime: Runtime;
let examples: Examples;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
  const { train } = await loadDataset('fashion-mnist-subset', { seed: 1, count: 48 });
  examples = takeFirst(train, 48);
});
afterAll(() => runtime.dispose());

/** Two epochs for each layer of 784-40-20-8, then fine-tuning. */
async function trainUntil(epochs: number): Promise<Snapshot> {
  const settings = ['hidden=[40,20]', 'codeSize=8', 'phases=[2,2,2,2]', 'epochs=8', 'batchSize=8'];
  const config = configure(recipe, settings);
  const info = { kind: 'image', shape: [1, 28, 28], trainingCount: 48, totalSteps: 48 } as const;
  const { moment } = await train({
    system: recipe.build(config, info),
    runtime,
    train: examples,
    validation: examples,
    batchSize: 8,
    epochs,
    seed: 5,
  });
  return moment.snapshot();
}

/** From the data to the code, each with the layer that undoes it. */
const PAIRS = [
  ['encoder.hidden1', 'decoder.output'],
  ['encoder.hidden2', 'decoder.hidden2'],
  ['encoder.code', 'decoder.hidden1'],
] as const;

const parametersOf = ({ tensors }: Snapshot, layer: string) => [
  tensors[`params.${layer}.kernel`]!.data,
  tensors[`params.${layer}.bias`]!.data,
];

describe('the layers', () => {
  let moments: Snapshot[];
  beforeAll(async () => {
    moments = [];
    for (const epochs of [0, 2, 4, 6, 8]) moments.push(await trainUntil(epochs));
  });

  test.each([0, 1, 2, 3])('of phase %i move, and no others', (phase) => {
    const [before, after] = [moments[phase]!, moments[phase + 1]!];
    for (const [index, pair] of PAIRS.entries()) {
      for (const layer of pair) {
        const [old, now] = [parametersOf(before, layer), parametersOf(after, layer)];
        if (index === phase || phase === PAIRS.length) expect(now).not.toEqual(old);
        else expect(now).toEqual(old);
      }
    }
  });

  test('of the second phase learn the codes of the first', () => {
    const snapshot = moments[2]!;
    /** Rows [N, in] → [N, out]. */
    const dense = (rows: number[][], layer: string, isLinear = false): number[][] => {
      const { data, shape } = snapshot.tensors[`params.${layer}.kernel`]!;
      const bias = snapshot.tensors[`params.${layer}.bias`]!.data;
      const units = shape[1]!;
      return rows.map((row) =>
        Array.from({ length: units }, (_, unit) => {
          const sum = row.reduce((total, x, i) => total + x * data[i * units + unit]!, bias[unit]!);
          return isLinear ? sum : Math.max(0, sum);
        }),
      );
    };
    const pixels = Array.from({ length: 48 }, (_, index) =>
      Array.from(examples.values.data.subarray(784 * index, 784 * (index + 1)), (p) => p / 255),
    );
    const codes = dense(pixels, 'encoder.hidden1');
    const output = dense(dense(codes, 'encoder.hidden2'), 'decoder.hidden2');
    const errors = codes.flatMap((row, n) =>
      row.map((code, unit) => (code - output[n]![unit]!) ** 2),
    );
    const mean = errors.reduce((a, b) => a + b) / errors.length;
    expect(snapshot.progress.history[3]!.valLoss).toBeCloseTo(mean, 6);
  });

  test('learn: each loss falls within its phase', () => {
    const { history } = moments[4]!.progress;
    expect(history.map(({ phase }) => phase)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    for (const first of [0, 2, 4, 6]) {
      expect(history[first + 1]!.valLoss).toBeLessThan(history[first]!.valLoss!);
    }
  });
});

describe('the epochs', () => {
  test.each([
    [25, [10, 10, 5]],
    [30, [10, 10, 10]],
    [5, [2, 2, 1]],
    [4, [2, 1, 1]],
    [3, [1, 1, 1]],
  ])('%i in all are phases of %j', (epochs, phases) => {
    expect(phasesOf(`epochs=${epochs}`)).toEqual(phases);
  });

  test('always add up, none to nothing', () => {
    for (let total = 4; total < 60; total += 1) {
      const phases = fitPhases([30, 1, 1, 8], total);
      expect(phases.reduce((a, b) => a + b)).toBe(total);
      expect(Math.min(...phases)).toBeGreaterThan(0);
    }
  });

  test.each([
    [['epochs=2'], /epochs cannot be 2: 2 layers and the fine-tuning take at least 3 epochs/],
    [['hidden=[200,100]'], /phases cannot be \[10,10,5\]: give 4 numbers of epochs/],
    [['phases=[10,5]'], /phases cannot be \[10,5\]: give 3 numbers of epochs/],
    [['phases=[0,10,5]'], /phases/],
  ])('%j are refused in one line', (settings, message) => {
    expect(() => configure(recipe, settings)).toThrow(UserError);
    expect(() => configure(recipe, settings)).toThrow(message);
  });
});
