/** The doctor that watches samples while they are learned. */

import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { createSampleDoctor, type SampleDoctor } from '../../src/runs/sample-doctor.ts';
import { startRun, type TrainRunOptions } from '../../src/runs/train-run.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import type { Finding } from '../../src/train/finding.ts';
import { hostFloats, type ModelSession } from '../../src/train/model-session.ts';
import { runInProcess } from '../cli/command-line.ts';
import { halves, halvesDataset, SIDE } from './halves.ts';
import { BACKEND } from './trained-runs.ts';

let runtime: Runtime;
let folder: string;
beforeAll(async () => {
  folder = fs.mkdtempSync(join(tmpdir(), 'alebrije-test-'));
  vi.stubEnv('ALEBRIJE_CACHE', folder);
  runtime = await createRuntime(BACKEND);
});
afterAll(async () => {
  await runtime.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
});

const PIXELS = SIDE * SIDE;
const dataset: Dataset = { ...halvesDataset, train: halves(1, 600), test: halves(3, 300) };
const fresh = halves(7, 2000);

type Model = Parameters<typeof createSampleDoctor>[0];

/** A model of the dataset, told its classes or not. */
function modelOf(data: Dataset, classes?: number): Model {
  const { kind, train, test: validation } = data;
  const dataShape = train.values.shape.slice(1);
  return {
    runtime,
    config: { seed: 1, examples: null, classes: null },
    data: { dataset: data, train, validation, info: { kind } },
    system: {
      views: { codeSize: 3, dataShape, hasNormalPrior: true, ...(classes && { classes }) },
    },
  } as unknown as Model;
}

/** Decodes to fresh images, one after the other, of those that are drawn from. */
function sessionOf(drawsFrom: (image: number, label: number | undefined) => boolean): ModelSession {
  const decode = async ({ shape: [count = 0] }: HostTensor, labels?: Int32Array) => {
    const images = new Float32Array(count * PIXELS);
    let image = 0;
    for (let row = 0; row < count; row++) {
      do image = (image + 1) % 2000;
      while (!drawsFrom(image, labels?.[row]));
      const pixels = fresh.values.data.subarray(image * PIXELS, (image + 1) * PIXELS);
      images.set(
        Float32Array.from(pixels, (value) => value / 255),
        row * PIXELS,
      );
    }
    return hostFloats([count, PIXELS], images);
  };
  return { decode } as unknown as ModelSession;
}

const all = sessionOf(() => true);

describe('the doctor of samples', () => {
  test('finds a perfect generator as diverse as the data', async () => {
    const doctor = await createSampleDoctor(modelOf(dataset));
    const first = await doctor.examine(all);
    expect(first.diversity).toBeGreaterThan(0.9);
    expect(first.diversity).toBeLessThan(1.1);
    expect(first).toMatchObject({ missingClasses: 0 });
    expect(first).not.toHaveProperty('classShift');
    // The same codes, the same samples.
    expect(await doctor.examine(all)).toEqual({ ...first, classShift: 0 });
    expect(doctor.missing).toEqual([]);
  });

  test('sees one image again and again, a class that is missing, and classes that change', async () => {
    const doctor = await createSampleDoctor(modelOf(dataset));
    await doctor.examine(all);
    const bright = await doctor.examine(sessionOf((image) => fresh.labels![image] === 1));
    expect(bright).toMatchObject({ missingClasses: 1 });
    expect(doctor.missing).toEqual(['dark']);
    expect(bright.classShift).toBeGreaterThan(0.4);
    const dark = await doctor.examine(sessionOf((image) => fresh.labels![image] === 0));
    expect(doctor.missing).toEqual(['bright']);
    expect(dark.classShift).toBeGreaterThan(0.9);
    const one = await doctor.examine(sessionOf((image) => image === 5));
    expect(one.diversity).toBeLessThan(1e-6);
  });

  test('measures within classes where the model is told them', async () => {
    const doctor = await createSampleDoctor(modelOf(dataset, 2));
    const told = sessionOf((image, label) => fresh.labels![image] === label);
    const { diversity, missingClasses } = await doctor.examine(told);
    expect(diversity).toBeGreaterThan(0.85);
    expect(diversity).toBeLessThan(1.15);
    expect(missingClasses).toBe(0);
    // One image of each class: all classes are there, and nothing differs within them.
    const few = [0, 1].map((label) => fresh.labels!.indexOf(label));
    const poor = await doctor.examine(sessionOf((image, label) => image === few[label!]));
    expect(poor.diversity).toBeLessThan(1e-6);
    expect(poor.missingClasses).toBe(0);
  });

  test('looks at pixels where there is nothing that a judge could learn', async () => {
    const bare = ({ values }: { values: HostTensor }) => ({ values });
    const unlabelled = { ...dataset, train: bare(dataset.train), test: bare(dataset.test) };
    const doctor = await createSampleDoctor(modelOf(unlabelled as Dataset));
    const found = await doctor.examine(all);
    expect(Object.keys(found)).toEqual(['diversity']);
    expect(found.diversity).toBeGreaterThan(0.9);
    expect(found.diversity).toBeLessThan(1.1);
  });
});

describe('while training', () => {
  const settings = ['data=fashion-mnist-subset', 'examples=200', 'batchSize=40', 'validation=100'];
  const made: string[] = [];

  /** What was seen of the epochs, one after the other. */
  const seeing = (
    epochs: readonly Record<string, number>[],
  ): NonNullable<TrainRunOptions['sampleDoctor']> => {
    let next = 0;
    const doctor: SampleDoctor = { missing: ['Bag'], examine: async () => epochs[next++]! };
    return async () => doctor;
  };

  async function train(recipeName: string, epochs: readonly Record<string, number>[]) {
    const recipe = findRecipe(recipeName);
    const config = configure(recipe, [...settings, `epochs=${epochs.length}`]);
    const told: string[][] = [];
    const trained = await startRun(
      recipe,
      config,
      { runsFolder: folder },
      {
        backend: BACKEND,
        sampleDoctor: seeing(epochs),
        reporter: {
          onEpoch: () => told.push([]),
          onFindings: (found: readonly Finding[]) =>
            told.at(-1)!.push(...found.map(({ what }) => what)),
        },
      },
    );
    made.push(trained.run.path);
    return { ...trained, told };
  }

  test('a mode collapse is named in the epoch in which it shows, once, and at the end', async () => {
    const seen = [0.9, 0.9, 0.1, 0.1].map((diversity) => ({ diversity, missingClasses: 0 }));
    const { told, findings, progress } = await train('dense-gan', seen);
    const collapse = expect.stringMatching(/^Mode collapse: the samples vary 10 % as much/);
    expect(told).toEqual([[], [], [collapse], []]);
    expect(findings).toMatchObject([{ severity: 'serious', what: collapse }]);
    expect(progress.history.map(({ diversity }) => diversity)).toEqual([0.9, 0.9, 0.1, 0.1]);
    // So says whoever opens the run.
    const { code, stdout } = await runInProcess([
      'evaluate',
      made.at(-1)!,
      '--metrics',
      'swd',
      '--samples',
      '50',
      '--backend',
      BACKEND,
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).findings[0]).toMatchObject({ severity: 'serious', what: collapse });
  });

  test('other trainings are not watched', async () => {
    const { told, progress } = await train('dense-vae', [{ diversity: 0 }]);
    expect(progress.history[0]).not.toHaveProperty('diversity');
    expect(told.flat().filter((what) => what.startsWith('Mode'))).toEqual([]);
  });
});
