/** Whole trainings against the numbers that their recipes expect. */

import fs from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fashionMnistFolders } from '../../src/data/fashion-mnist.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { evaluateRun } from '../../src/runs/evaluate.ts';
import { openModel } from '../../src/runs/open-model.ts';
import { startRun } from '../../src/runs/train-run.ts';

const folder = fs.mkdtempSync(join(os.tmpdir(), 'alebrije-train-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const hasFullData = fashionMnistFolders().some((path) => fs.existsSync(path));
const backend = 'cpu-inline';

async function trainRecipe(name: string, settings: readonly string[] = []) {
  const recipe = findRecipe(name);
  const trained = await startRun(
    recipe,
    configure(recipe, settings),
    { runsFolder: folder },
    { backend },
  );
  return { path: trained.run.path, last: trained.progress.history.at(-1)! };
}

test('pca-ae ends within 1 % of the error of PCA, and within 1° of its plane', async () => {
  const { path } = await trainRecipe('pca-ae');
  const model = await openModel(path, { backend });
  const { metrics } = await evaluateRun(model, { metrics: ['pcaMseRatio', 'principalAngle'] });
  await model.dispose();
  expect(metrics.pcaMseRatio!.value).toBeLessThan(1.01);
  expect(metrics.principalAngle!.value).toBeLessThan(1);
});

test('swiss-roll-ae is near exact', async () => {
  const { last } = await trainRecipe('swiss-roll-ae');
  expect(last.valLoss).toBeLessThan(1e-4);
});

test('conv-vae on the embedded subset tells its losses apart and learns', async () => {
  const settings = ['data=fashion-mnist-subset', 'epochs=3'];
  const { last } = await trainRecipe('conv-vae', settings);
  expect(last.valLoss).toBeCloseTo(last.valReconstruction! + last.valKl!, 2);
  // The mean image of the subset scores about 0.43.
  expect(last.valBce).toBeLessThan(0.3);
  expect(last.valKl).toBeGreaterThan(2);
});

test.skipIf(!hasFullData)(
  'dense-vae meets its target on the full data (skipped without them)',
  async () => {
    const { last } = await trainRecipe('dense-vae');
    expect(last.valLoss).toBeLessThan(0.0327);
  },
);

test.skipIf(!hasFullData)(
  'stacked-ae meets its target on the full data (skipped without them)',
  async () => {
    const { last } = await trainRecipe('stacked-ae');
    expect(last.valLoss).toBeLessThan(0.0139);
  },
);

test.skipIf(!hasFullData).each([
  ['tied-ae', 0.0133],
  ['greedy-ae', 0.0133],
  ['denoising-ae', 0.0166],
])('%s comes within 5 %% of %d on the full data (skipped without them)', async (name, target) => {
  const { last } = await trainRecipe(name);
  expect(last.valLoss).toBeLessThan(1.05 * target);
});
