/** Training in a real Chromium gives the losses that it gives in Node. */

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeFirst } from '../../src/data/dataset.ts';
import { loadDataset } from '../../src/data/registry.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { WebRuntimeOptions } from '../../src/runtime/browser.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { chromiumPath, NO_CHROMIUM, type OpenPage, openPage } from './chromium.ts';
import type { TrainingRequest } from './page.ts';
import { trainingLosses } from './training.ts';

const EXAMPLES = 32;
/** The bound for losses that must not depend on where they were computed, relative to those above 1. */
const CLOSE = 1e-4;

/** Milliseconds to start a browser on a busy machine. */
const TO_OPEN = 120_000;

/** Images that come with the package stand for those that do not. */
const dataOf = (recipe: string): string => {
  const { data } = findRecipe(recipe).defaults;
  return data === 'fashion-mnist' ? 'fashion-mnist-subset' : data;
};

/** The first examples of every dataset of the recipes, by its name. */
async function loadExamples(
  recipes: readonly string[],
): Promise<Readonly<Record<string, HostTensor>>> {
  const names = new Set(recipes.map(dataOf));
  const loaded = [...names].map(async (name) => {
    const { train } = await loadDataset(name, { seed: 1, count: EXAMPLES });
    return [name, takeFirst(train, EXAMPLES).values] as const;
  });
  return Object.fromEntries(await Promise.all(loaded));
}

const bytesOf = ({ data }: HostTensor): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const difference = (actual: number, expected: number): number =>
  Math.abs(actual - expected) / Math.max(1, Math.abs(expected));

export interface TrainingExtent {
  /** Of conv-ae; of the recipes there are a few. */
  readonly steps: number;
  readonly recipes: readonly string[];
  readonly batchSize: number;
}

export function testTraining(
  options: WebRuntimeOptions,
  { steps: most, batchSize, recipes: names }: TrainingExtent,
): void {
  describe.skipIf(!chromiumPath)(`in Chromium on ${options.provider}${NO_CHROMIUM}`, () => {
    let page: OpenPage;
    let node: Runtime;
    let examples: Readonly<Record<string, HostTensor>>;
    beforeAll(async () => {
      examples = await loadExamples(['conv-ae', ...names]);
      const resources = Object.entries(examples).map(
        ([name, values]) => [`/data/${name}`, () => bytesOf(values)] as const,
      );
      const module = fileURLToPath(new URL('./page.ts', import.meta.url));
      page = await openPage({
        module,
        webgpu: 'software',
        resources: Object.fromEntries(resources),
      });
      await page.call('open', options);
      node = await createRuntime('cpu-inline');
    }, TO_OPEN);
    afterAll(async () => {
      await page?.close();
      await node?.dispose();
    });

    test.each([{ name: 'conv-ae', steps: most }, ...names.map((name) => ({ name, steps: 4 }))])(
      '$steps steps of $name have the losses of Node',
      async ({ name, steps }) => {
        const training = { recipe: name, steps, batchSize };
        const values = examples[dataOf(name)]!;
        const { dtype, shape } = values;
        const request = { ...training, resource: `/data/${dataOf(name)}`, dtype, shape };
        const given = await page.call<number[]>('train', request as TrainingRequest);
        const expected = await trainingLosses(training, node, values);
        expect(given).toHaveLength(steps);
        const differences = given.map((loss, step) => difference(loss, expected[step]!));
        expect(Math.max(...differences)).toBeLessThan(CLOSE);
      },
    );
  });
}
