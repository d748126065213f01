/** The recipes of diffusion, trained for a moment, and what they refuse. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { takeFirst } from '../../src/data/dataset.ts';
import { loadDataset } from '../../src/data/registry.ts';
import { UserError } from '../../src/errors.ts';
import { summarize } from '../../src/nn/summary.ts';
import { conditionalDdpm } from '../../src/recipes/conditional-ddpm.ts';
import { ddpm } from '../../src/recipes/ddpm.ts';
import type { DataInfo, TrainingConfig } from '../../src/recipes/recipe.ts';
import { swissRollDdpm } from '../../src/recipes/swiss-roll-ddpm.ts';
import { describeExamples } from '../../src/runs/data.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { drawNormal, key } from '../../src/tensor/key.ts';
import { createModelSession } from '../../src/train/model-session.ts';
import type { System } from '../../src/train/system.ts';
import { train } from '../../src/train/trainer.ts';
import { standInFor } from '../data/stand-ins.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
});
afterAll(() => runtime.dispose());

/** A recipe of any settings, which may be changed. */
interface AnyRecipe {
  readonly schema: z.ZodType<TrainingConfig>;
  readonly defaults: object;
  readonly build: (config: never, data: DataInfo) => System;
}

const systemOf = ({ schema, defaults, build }: AnyRecipe, data: DataInfo, changes = {}) =>
  build(schema.parse({ ...defaults, ...changes }) as never, data);

const images: DataInfo = {
  kind: 'image',
  shape: [1, 28, 28],
  classNames: ['a', 'b', 'c'],
  trainingCount: 100,
  totalSteps: 10,
};
const points: DataInfo = { kind: 'vector', shape: [2], trainingCount: 100, totalSteps: 10 };

const parametersOf = ({ networks }: System) =>
  summarize(networks.denoiser!.layer, networks.denoiser!.input).total;

test('have the parameters that they promise', () => {
  expect(parametersOf(systemOf(ddpm, images))).toBe(272_353);
  expect(parametersOf(systemOf(ddpm, images, { network: 'large' }))).toBe(5_128_769);
  expect(parametersOf(systemOf(conditionalDdpm, images))).toBe(272_353 + 4 * 128);
  expect(parametersOf(systemOf(swissRollDdpm, points))).toBe(132_994);
  const colour = { ...images, shape: [3, 32, 32] };
  expect(parametersOf(systemOf(ddpm, colour))).toBe(272_353 + 2 * (16 * 9) + 2 * (16 * 9 + 1));
});

const sampler = { solver: { name: 'ddim' }, steps: 4, spacing: 'leading', guidanceScale: 2 };

/** 150 steps on the embedded data. */
async function trained(recipe: AnyRecipe, changes: object) {
  const config = recipe.schema.parse({ ...recipe.defaults, ...changes, sampler });
  const dataset = await loadDataset(standInFor(config.data), { seed: 1, count: 2000 });
  const info = { ...describeExamples(dataset), totalSteps: 150 };
  const system = recipe.build(config as never, info);
  const losses: number[] = [];
  let sum = 0;
  const { moment } = await train({
    system,
    runtime,
    train: dataset.train,
    validation: takeFirst(dataset.test, 64),
    batchSize: config.batchSize,
    epochs: 100,
    maxSteps: 150,
    seed: 7,
    onStep(progress) {
      losses.push(progress.batch === 1 ? progress.sums.loss! : progress.sums.loss! - sum);
      sum = progress.sums.loss!;
    },
  });
  const session = createModelSession(system, runtime, moment.layouts, () => moment.variables);
  return { losses, session, codeSize: system.views.codeSize };
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe.each<[string, AnyRecipe, object, { share: number; dataShape: number[] }]>([
  ['ddpm', ddpm, { batchSize: 4 }, { share: 0.5, dataShape: [1, 28, 28] }],
  ['conditional-ddpm', conditionalDdpm, { batchSize: 4 }, { share: 0.5, dataShape: [1, 28, 28] }],
  ['swiss-roll-ddpm', swissRollDdpm, { batchSize: 250 }, { share: 0.6, dataShape: [2] }],
])('%s', (_, recipe, changes, { share, dataShape }) => {
  test('learns, and decodes codes to data, with the class where it is told one', async () => {
    const { losses, session, codeSize } = await trained(recipe, changes);
    expect(mean(losses.slice(-30))).toBeLessThan(share * mean(losses.slice(0, 5)));

    const codes = { dtype: 'float32', shape: [3, codeSize] } as const;
    const data = drawNormal(key(1), 3 * codeSize);
    const decode = async (labels: number[]) =>
      (await session.decode({ ...codes, data }, Int32Array.from(labels))).data as Float32Array;
    const made = await decode([0, 1, 2]);
    expect(made).toHaveLength(3 * codeSize);
    expect(codeSize).toBe(dataShape.reduce((a, b) => a * b));
    const isImage = dataShape.length === 3;
    const [low, high] = isImage ? [-1e-6, 1 + 1e-6] : [-5, 5];
    expect(made.every((value) => value >= low && value <= high)).toBe(true);
    expect(await decode([0, 1, 2])).toEqual(made);
    const others = await decode([3, 1, 2]);
    const isTold = session.system.views.classes !== undefined;
    expect(others.slice(0, codeSize)).not.toEqual(isTold ? made.slice(0, codeSize) : others);
    expect(others.slice(codeSize)).toEqual(made.slice(codeSize));
  });
});

describe('are refused', () => {
  test.each<[string, () => System, RegExp]>([
    ['vectors for a U-Net', () => systemOf(ddpm, points), /ddpm takes images, not vectors of 2/],
    [
      'images for points',
      () => systemOf(swissRollDdpm, images),
      /vectors of 2 numbers, not images/,
    ],
    [
      'sides that do not suit',
      () => systemOf(ddpm, { ...images, shape: [1, 30, 30] }),
      /sides are multiples of 4, not 30x30/,
    ],
    [
      'images without classes',
      () => {
        const { classNames: _, ...unnamed } = images;
        return systemOf(conditionalDdpm, unnamed);
      },
      /conditional-ddpm takes images with classes/,
    ],
    [
      'noise while decoding',
      () => systemOf(ddpm, images, { sampler: { ...sampler, solver: { name: 'ddpm' } } }),
      /without further noise: .* not ddpm/,
    ],
    [
      'more steps than there are',
      () => systemOf(ddpm, images, { timeSteps: 3 }),
      /sampled in 1 to 3 steps, not 20/,
    ],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(UserError);
    expect(build).toThrow(message);
  });
});
