/** Adversarial recipes as systems: which network moves when, settings that go together, and a training without NaN. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeFirst } from '../../src/data/dataset.ts';
import { loadDataset } from '../../src/data/registry.ts';
import { adversarialLosses } from '../../src/models/adversarial-losses.ts';
import { gradientPenalties } from '../../src/models/gradient-penalties.ts';
import type { DataInfo } from '../../src/recipes/recipe.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { describeExamples } from '../../src/runs/data.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import type { System } from '../../src/train/system.ts';
import { type Snapshot, type TrainingOptions, train } from '../../src/train/trainer.ts';

let runtime: Runtime;
let data: Awaited<ReturnType<typeof loadDataset>>;
let info: DataInfo;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
  data = await loadDataset('fashion-mnist-subset', { count: 48 });
  info = { ...describeExamples(data), totalSteps: 100 };
});
afterAll(() => runtime.dispose());

const systemOf = (recipe: string, settings: readonly string[] = [], given = info): System => {
  const found = findRecipe(recipe);
  return found.build(configure(found, settings), given);
};

async function trainFor(
  system: System,
  maxSteps: number,
  options: Partial<TrainingOptions> = {},
): Promise<Snapshot> {
  const { moment } = await train({
    system,
    runtime,
    train: data.train,
    validation: takeFirst(data.test, 5),
    batchSize: 4,
    epochs: 100,
    maxSteps,
    seed: 5,
    ...options,
  });
  return moment.snapshot();
}

const valuesOf = ({ tensors }: Snapshot, prefix: string) =>
  Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { data: values }]) => [name, Array.from(values)]),
  );

describe.each(['dense-gan', 'dcgan'])('the steps of %s', (recipe) => {
  const settings = recipe === 'dcgan' ? ['spectralNorm=true', 'codeSize=8'] : [];
  const only = (index: number) => {
    const system = systemOf(recipe, settings);
    return { ...system, steps: [system.steps[index]!] };
  };

  test.each([
    ['discriminator', 0, 'generator'],
    ['generator', 1, 'discriminator'],
  ] as const)('that of the %s moves nothing else, to the bit', async (name, index, other) => {
    const start = await trainFor(only(index), 0);
    const end = await trainFor(only(index), 3);
    for (const part of ['params', 'state']) {
      expect(valuesOf(end, `${part}.${other}.`)).toEqual(valuesOf(start, `${part}.${other}.`));
    }
    for (const [path, values] of Object.entries(valuesOf(end, `params.${name}.`))) {
      expect(values, path).not.toEqual(start.tensors[path]!.data);
    }
    const state = valuesOf(end, `state.${name}.`);
    expect(Object.keys(state).length > 0).toBe(recipe === 'dcgan');
    for (const [path, values] of Object.entries(state)) {
      expect(values, path).not.toEqual(Array.from(start.tensors[path]!.data));
    }
  });
});

describe('every loss with every penalty', () => {
  const penalties = [...Object.keys(gradientPenalties), 'weight-clipping', 'none'];
  test.each(Object.keys(adversarialLosses))('%s stays finite', async (loss) => {
    for (const penalty of penalties) {
      const system = systemOf('dense-gan', [`loss=${loss}`, `penalty.name=${penalty}`]);
      const { progress, tensors } = await trainFor(system, 12, { batchSize: 4 });
      const [record] = progress.history;
      expect(record!.penalty !== undefined, penalty).toBe(penalty in gradientPenalties);
      expect(Number.isFinite(record!.valDiscriminator), penalty).toBe(true);
      expect(record!.valAccuracyReal === undefined).toBe(loss === 'wasserstein');
      if (penalty !== 'weight-clipping') continue;
      const largest = (network: string) =>
        Object.values(valuesOf({ tensors, progress }, `params.${network}.`))
          .flat()
          .reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
      expect(largest('discriminator')).toBe(Math.fround(0.01));
      expect(largest('generator')).toBeGreaterThan(0.02);
    }
  });
});

test('a penalty keeps the critic’s slope near 1, which without it grows', async () => {
  const run = async (penalty: string) => {
    const own = ['loss=wasserstein', `penalty.name=${penalty}`, 'optimizer.learningRate=0'];
    const { progress } = await trainFor(systemOf('dense-gan', own), 60);
    return progress.history.at(-1)!;
  };
  const [kept, free] = [await run('gradient-penalty'), await run('none')];
  expect(kept.penalty).toBeLessThan(10);
  expect(-kept.discriminator!).toBeLessThan(-free.discriminator! / 3);
});

describe('experience replay', () => {
  // Half of four images a step: full after four.
  const settings = ['replaySize=8', 'criticSteps=2', 'codeSize=8'];

  test.each(['dense-gan', 'conditional-gan'])(
    'of %s is in the snapshot, and goes on with the same bits within an epoch',
    async (recipe) => {
      const whole = await trainFor(systemOf(recipe, settings), 8);
      const half = await trainFor(systemOf(recipe, settings), 5);
      expect(half.progress.batch).toBe(5);
      const rest = await trainFor(systemOf(recipe, settings), 8, { resumeFrom: half });
      expect(rest.tensors).toEqual(whole.tensors);
      expect(whole.tensors['state.replay.count']!.data[0]).toBe(8);
      expect('state.replay.labels' in whole.tensors).toBe(recipe === 'conditional-gan');
      const images = whole.tensors['state.replay.images']!.data;
      expect(images).not.toEqual(half.tensors['state.replay.images']!.data);
    },
  );

  test('changes what the discriminator learns', async () => {
    const with8 = await trainFor(systemOf('dense-gan', settings), 8);
    const without = await trainFor(systemOf('dense-gan', ['criticSteps=2', 'codeSize=8']), 8);
    expect(valuesOf(with8, 'params.discriminator.')).not.toEqual(
      valuesOf(without, 'params.discriminator.'),
    );
  });
});

test.each(['standard-deviation', 'discrimination'])(
  'minibatch=%s gives the discriminator a layer, and trains',
  async (minibatch) => {
    for (const recipe of ['dense-gan', 'dcgan', 'conditional-gan']) {
      const system = systemOf(recipe, [`minibatch=${minibatch}`, 'codeSize=8']);
      const { progress } = await trainFor(system, 2);
      expect(Number.isFinite(progress.history[0]!.loss)).toBe(true);
    }
  },
);

test('only the generator is averaged', async () => {
  const { tensors } = await trainFor(systemOf('dense-gan', ['averageDecay=0.9']), 5);
  const differs = (network: string) =>
    Object.keys(tensors)
      .filter((name) => name.startsWith(`params.${network}.`))
      .some((name) => `${tensors[name]!.data}` !== `${tensors[`average.${name}`]!.data}`);
  expect(differs('generator')).toBe(true);
  expect(differs('discriminator')).toBe(false);
});

test('the latest epoch is the best, as losses do not rank', async () => {
  const { progress } = await trainFor(systemOf('dense-gan'), 36);
  expect(progress.history).toHaveLength(3);
  expect(progress.best!.epoch).toBe(3);
});

test('label smoothing lowers the score that real examples shall have', async () => {
  const scoreAfter = async (settings: string[]) => {
    const frozen = [...settings, 'optimizer.learningRate=0', 'loss=least-squares'];
    const { progress } = await trainFor(systemOf('dense-gan', frozen), 60);
    return progress.history.at(-1)!.real!;
  };
  expect(await scoreAfter(['labelSmoothing=0.4'])).toBeLessThan((await scoreAfter([])) - 0.15);
});

describe('images of other shapes', () => {
  const images = (shape: readonly number[]): DataInfo => ({
    kind: 'image',
    shape,
    trainingCount: 48,
    totalSteps: 100,
  });
  test('get networks that fit', () => {
    const { networks } = systemOf('dcgan', [], images([3, 32, 32]));
    const { generator, discriminator } = networks;
    expect(generator!.layer.outputShape(generator!.input)).toEqual([3, 32, 32]);
    expect(discriminator!.layer.outputShape(discriminator!.input)).toEqual([1]);
  });

  test.each([
    ['dcgan', images([1, 30, 30]), /multiple of 4, not 30x30: .* --set imageSize=32/],
    ['wgan-gp', images([1, 28, 32]), /square images .* not 28x32/],
    ['dcgan', { ...images([2]), kind: 'vector' } as DataInfo, /not vectors of 2 numbers/],
    ['dense-gan', images([3, 32, 32]), /at most 64x64x1, not images of 32x32x3/],
  ] as const)('that do not suit %s are refused', (recipe, given, message) => {
    expect(() => systemOf(recipe, [], given)).toThrow(message);
  });

  test('without classes cannot be told them', () => {
    const { classNames: _, ...without } = info;
    expect(() => systemOf('conditional-gan', [], without)).toThrow(/images with classes/);
  });
});

test.each([
  [
    ['loss=hinge', 'labelSmoothing=0.1'],
    /labelSmoothing is for losses with targets .* hinge has none/,
  ],
  [['loss=wasserstein', 'labelSmoothing=0.1'], /wasserstein has none/],
  [['patience=3'], /patience waits for a lower validation loss/],
])('%j is refused in one line', (settings, message) => {
  expect(() => systemOf('dense-gan', settings)).toThrow(message);
});
