/** Trainings on WebGPU step by step beside the same on the CPU. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeFirst } from '../../../src/data/dataset.ts';
import { loadDataset } from '../../../src/data/registry.ts';
import type { HostTensor } from '../../../src/graph/types.ts';
import { findRecipe } from '../../../src/recipes/registry.ts';
import { createRuntime } from '../../../src/runtime/backends.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import { type ShortTraining, trainingLosses } from '../../browser/training.ts';
import { skipReason, webgpu } from '../../contract/subjects.ts';

/** The bound for losses that must not depend on where they were computed, relative to those above 1. */
const CLOSE = 1e-4;

interface Examples extends Omit<ShortTraining, 'steps'> {
  /** How many batches of examples there are. */
  readonly batches: number;
}

/** Stored examples of the recipe's dataset. */
export async function examplesFor({ recipe, batchSize, batches }: Examples): Promise<HostTensor> {
  const { data } = findRecipe(recipe).defaults;
  // Images that come with the package stand for those that do not.
  const name = data === 'fashion-mnist' ? 'fashion-mnist-subset' : data;
  const count = batches * batchSize;
  const { train } = await loadDataset(name, { seed: 1, count });
  return takeFirst(train, count).values;
}

export function testLosses(trainings: readonly (ShortTraining & Examples)[]): void {
  describe.skipIf(webgpu.obstacle !== undefined)(`training${skipReason(webgpu)}`, () => {
    let device: Runtime;
    let cpu: Runtime;
    beforeAll(async () => {
      ({ runtime: device } = await webgpu.open());
      cpu = await createRuntime('cpu-inline');
    });
    afterAll(async () => {
      await device?.dispose();
      await cpu?.dispose();
    });

    test.each(trainings)(
      '$steps steps of $recipe, batch $batchSize, have the losses of the CPU',
      async (training) => {
        const values = await examplesFor(training);
        const given = await trainingLosses(training, device, values);
        const expected = await trainingLosses(training, cpu, values);
        expect(given).toHaveLength(training.steps);
        const differences = given.map(
          (loss, step) => Math.abs(loss - expected[step]!) / Math.max(1, Math.abs(expected[step]!)),
        );
        expect(Math.max(...differences)).toBeLessThan(CLOSE);
      },
    );
  });
}
