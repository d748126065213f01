/** What every recipe must pass: counts, a falling loss, exact snapshots, exact resumption. */

import { beforeAll, describe, expect, test } from 'vitest';
import { type Dataset, takeFirst } from '../../src/data/dataset.ts';
import { loadDataset } from '../../src/data/registry.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { summarize } from '../../src/nn/summary.ts';
import type { Recipe } from '../../src/recipes/recipe.ts';
import { recipes } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { describeExamples } from '../../src/runs/data.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import { type Snapshot, snapshotTypes, train } from '../../src/train/trainer.ts';
import { standInFor } from '../data/stand-ins.ts';
import { narrowUnet } from '../runs/diffusion-runs.ts';
import { encodedFor, untrainedCodec } from '../runs/untrained-codec.ts';

const EXAMPLES = 24;
const BATCH = 8;

/** Parameters per network, from the papers and books that the recipes follow. */
const parameterCounts: Readonly<Record<string, Readonly<Record<string, [number, number]>>>> = {
  'pca-ae': { encoder: [8, 0], decoder: [9, 0] },
  'stacked-ae': { encoder: [81_530, 0], decoder: [82_284, 0] },
  'tied-ae': { encoder: [81_530, 0], decoder: [884, 0] },
  'greedy-ae': { encoder: [81_530, 0], decoder: [82_284, 0] },
  'denoising-ae': { encoder: [81_530, 0], decoder: [82_284, 0] },
  'gaussian-denoising-ae': { encoder: [81_530, 0], decoder: [82_284, 0] },
  'salt-pepper-ae': { encoder: [81_530, 0], decoder: [82_284, 0] },
  'masked-denoising-ae': { encoder: [242_112, 0], decoder: [242_832, 0] },
  'pooling-ae': { encoder: [40_606, 0], decoder: [13_873, 0] },
  'recurrent-ae': { encoder: [67_320, 0], decoder: [55_228, 0] },
  'sparse-l1-ae': { encoder: [108_800, 0], decoder: [109_284, 0] },
  'sparse-kl-ae': { encoder: [108_800, 0], decoder: [109_284, 0] },
  'k-sparse-ae': { encoder: [785_000, 0], decoder: [784_784, 0] },
  'contractive-ae': { encoder: [81_530, 0], decoder: [82_284, 0] },
  'hashing-ae': { encoder: [80_116, 0], decoder: [80_884, 0] },
  'conv-ae': { encoder: [96_770, 0], decoder: [246_273, 0] },
  'upsampling-ae': { encoder: [96_770, 0], decoder: [247_169, 448] },
  'swiss-roll-ae': { encoder: [11_248, 0], decoder: [11_234, 0] },
  'dense-vae': { encoder: [134_870, 0], decoder: [134_634, 0] },
  'conv-vae': { encoder: [100_868, 0], decoder: [246_273, 0] },
  'faces-vae': { encoder: [653_584, 1024], decoder: [700_803, 2048] },
  'beta-vae': { encoder: [186_324, 0], decoder: [183_937, 0] },
  'annealed-vae': { encoder: [271_892, 0], decoder: [533_264, 0] },
  'factor-vae': {
    encoder: [186_324, 0],
    decoder: [183_937, 0],
    discriminator: [332_033, 0],
  },
  'tc-vae': { encoder: [186_324, 0], decoder: [183_937, 0] },
  'swiss-roll-vae': { encoder: [11_776, 0], decoder: [11_234, 0] },
  'conditional-vae': { encoder: [287_136, 0], decoder: [202_497, 0] },
  'mnist-vae': { encoder: [69_076, 0], decoder: [65_089, 0] },
  'cifar10-vae': { encoder: [1_421_440, 896], decoder: [1_507_203, 9088] },
  'vq-vae': { encoder: [112_496, 0], codebook: [2176, 2176], decoder: [83_745, 0] },
  'pixelcnn-prior': { prior: [316_800, 0] },
  'debiasing-vae': { encoder: [158_816, 0], decoder: [275_523, 0] },
  'fashion-vae': { encoder: [827_028, 0], decoder: [864_449, 0] },
  'dense-gan': { generator: [136_634, 0], discriminator: [132_951, 0] },
  dcgan: { generator: [840_705, 384], discriminator: [212_865, 0] },
  // Ten numbers more go in, and ten vectors of 6,272 features tell the class.
  'conditional-gan': { generator: [903_425, 384], discriminator: [275_585, 0] },
  'wgan-gp': { generator: [840_705, 384], discriminator: [212_865, 0] },
  ddpm: { denoiser: [272_353, 0] },
  // Eleven vectors of 128 numbers: ten classes and none.
  'conditional-ddpm': { denoiser: [273_761, 0] },
  'swiss-roll-ddpm': { denoiser: [132_994, 0] },
};

/** What makes 14 steps, three of them an epoch, show all that a recipe does. */
const shortened: Readonly<Record<string, readonly string[]>> = {
  // Two epochs each for both layers, then fine-tuning.
  'greedy-ae': ['epochs=6'],
  // Batches of 8 points differ by more than small steps change.
  'swiss-roll-vae': ['optimizer.learningRate=0.03'],
  // What is wide takes long.
  'faces-vae': ['filters=8', 'codeSize=16'],
  'cifar10-vae': ['filters=[8,8,8]', 'codeSize=16'],
  'fashion-vae': ['hidden=16'],
  ddpm: [`network=${JSON.stringify(narrowUnet)}`],
  'conditional-ddpm': [`network=${JSON.stringify(narrowUnet)}`],
  // The noise of 8 points differs by more than small steps change; at the last of two times it is soon told.
  'swiss-roll-ddpm': ['timeSteps=2', 'sampler.steps=2', 'optimizer.learningRate=0.01'],
  // Five batches an iteration would leave none over.
  'wgan-gp': ['batchSize=2', 'criticSteps=4'],
};

const configFor = (recipe: Recipe, settings: readonly string[] = []) =>
  configure(recipe, [`batchSize=${BATCH}`, ...(shortened[recipe.name] ?? []), ...settings]);

/**
 * What falls in a training, and the settings with which it must. Of two networks that play against each
 * other none must, but the discriminator's against a generator that stands still.
 */
const fallingIn = ({ family }: Recipe): { metric: string; settings: readonly string[] } =>
  family === 'adversarial network'
    ? { metric: 'discriminator', settings: ['optimizer.learningRate=0'] }
    : { metric: 'loss', settings: [] };

async function smallData(recipe: Recipe): Promise<Dataset> {
  const dataset = await loadDataset(standInFor(recipe.defaults.data), { seed: 1, count: EXAMPLES });
  return encodedFor(recipe, { ...dataset, test: takeFirst(dataset.test, 3) });
}

/** What each training of a recipe starts from. */
interface Subject {
  readonly recipe: Recipe;
  readonly data: Dataset;
}

async function trainFor(
  { recipe, data }: Subject,
  steps: number,
  { resumeFrom, settings }: { resumeFrom?: Snapshot; settings?: readonly string[] } = {},
) {
  const config = configFor(recipe, settings);
  const { metric } = fallingIn(recipe);
  const info = { ...describeExamples(data), ...untrainedCodec(recipe), totalSteps: 100 };
  const runtime = await createRuntime('cpu-inline');
  const losses: number[] = [];
  let sum = resumeFrom?.progress.sums[metric] ?? 0;
  const { moment } = await train({
    system: recipe.build(config, info),
    runtime,
    train: data.train,
    validation: data.test,
    batchSize: config.batchSize,
    epochs: 100,
    maxSteps: steps,
    seed: 7,
    ...(resumeFrom && { resumeFrom }),
    onStep(progress) {
      const total = progress.sums[metric]!;
      losses.push(progress.batch === 1 ? total : total - sum);
      sum = total;
    },
  });
  const snapshot = await moment.snapshot();
  await runtime.dispose();
  return { snapshot, losses };
}

function expectSameBits(
  actual: Readonly<Record<string, HostTensor>>,
  expected: Readonly<Record<string, HostTensor>>,
): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { data }] of Object.entries(expected)) {
    const bytes = (array: HostTensor['data']) =>
      Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    expect(bytes(actual[name]!.data).equals(bytes(data)), name).toBe(true);
  }
}

test('every recipe states its parameter counts here', () => {
  expect(recipes.map(({ name }) => name).sort()).toEqual(Object.keys(parameterCounts).sort());
});

describe.each(recipes)('$name', (recipe) => {
  let subject: Subject;
  /** After step 5, in the middle of the second epoch. */
  let half: Snapshot;
  beforeAll(async () => {
    subject = { recipe, data: await smallData(recipe) };
    half = (await trainFor(subject, 5)).snapshot;
  });

  test('has the published parameter counts', () => {
    const info = { ...describeExamples(subject.data), ...untrainedCodec(recipe), totalSteps: 1 };
    const { networks } = recipe.build(recipe.defaults, info);
    const counts = Object.entries(networks).map(([name, { layer, input }]) => {
      const { total, nonTrainable } = summarize(layer, input);
      return [name, [total, nonTrainable]] as const;
    });
    expect(Object.fromEntries(counts)).toEqual(parameterCounts[recipe.name]);
  });

  test('its loss falls, and a resumed training ends with the same bits', async () => {
    const whole = await trainFor(subject, 14);
    expect(whole.losses).toHaveLength(14);
    const { settings } = fallingIn(recipe);
    const { losses } = settings.length > 0 ? await trainFor(subject, 14, { settings }) : whole;
    expect(losses.at(-1)).toBeLessThan(losses[0]!);

    const resumed = await trainFor(subject, 14, { resumeFrom: half });
    expectSameBits(resumed.snapshot.tensors, whole.snapshot.tensors);
    expect(resumed.losses).toEqual(whole.losses.slice(5));
    const withoutTimes = (snapshot: Snapshot) =>
      snapshot.progress.history.map(({ seconds: _, ...record }) => record);
    expect(withoutTimes(resumed.snapshot)).toEqual(withoutTimes(whole.snapshot));
  });

  test('a snapshot holds exactly the tensors it announces, and restores itself', async () => {
    const info = { ...describeExamples(subject.data), ...untrainedCodec(recipe), totalSteps: 100 };
    const types = snapshotTypes(recipe.build(configFor(recipe), info), 7, EXAMPLES);
    expect(
      Object.fromEntries(
        Object.entries(half.tensors).map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
      ),
    ).toEqual(types);
    const restored = await trainFor(subject, 5, { resumeFrom: half });
    expectSameBits(restored.snapshot.tensors, half.tensors);
  });
});
