/** Fifty steps have the same losses whichever lowering and layout they are computed with. */

import { expect, test } from 'vitest';
import { takeFirst } from '../../src/data/dataset.ts';
import { loadDataset } from '../../src/data/registry.ts';
import { createInlineRuntime } from '../../src/runtime/ort-node/inline-runtime.ts';
import { trainingLosses } from '../browser/training.ts';

const STEPS = 50;
const BATCH = 32;

async function lossesIn(recipe: string, layout: 'blocked' | 'plain'): Promise<number[]> {
  const { train } = await loadDataset('fashion-mnist-subset', { seed: 1 });
  const runtime = await createInlineRuntime({ layout });
  const examples = takeFirst(train, STEPS * BATCH);
  const training = { recipe, steps: STEPS, batchSize: BATCH };
  const losses = await trainingLosses(training, runtime, examples.values);
  await runtime.dispose();
  return losses;
}

/** The steps whose losses agree to 1e-4. */
const AGREEING: Readonly<Record<string, number>> = {
  'conv-ae': STEPS,
  'conv-vae': STEPS,
  // Its kinks and batch statistics double the rounding's effect about every three steps, with any
  // change of the order of summation.
  'upsampling-ae': 30,
};

test.each(Object.entries(AGREEING))('%s, in blocks and without', async (recipe, steps) => {
  const blocked = await lossesIn(recipe, 'blocked');
  const plain = await lossesIn(recipe, 'plain');
  expect(blocked).toHaveLength(STEPS);
  const difference = blocked.map((loss, step) => Math.abs(loss / plain[step]! - 1));
  expect(Math.max(...difference.slice(0, steps))).toBeLessThan(1e-4);
  expect(difference.at(-1)).toBeLessThan(1e-3);
  expect(blocked.at(-1)).toBeLessThan(blocked[0]!);
});
