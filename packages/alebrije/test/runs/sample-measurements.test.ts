import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Dataset, Examples } from '../../src/data/dataset.ts';
import { UserError } from '../../src/errors.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { type EvaluationData, evaluationData } from '../../src/runs/evaluation-data.ts';
import type { Measurement } from '../../src/runs/measurement.ts';
import type { OpenModel } from '../../src/runs/open-model.ts';
import { sampleFindings, sampleMeasures } from '../../src/runs/sample-measurements.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { hostFloats } from '../../src/train/model-session.ts';
import { halves, halvesDataset, SIDE } from './halves.ts';

let runtime: Runtime;
let cache: string;
beforeAll(async () => {
  cache = fs.mkdtempSync(join(tmpdir(), 'alebrije-test-'));
  vi.stubEnv('ALEBRIJE_CACHE', cache);
  runtime = await createRuntime('cpu-inline');
});
afterAll(async () => {
  await runtime.dispose();
  fs.rmSync(cache, { recursive: true, force: true });
});

const PIXELS = SIDE * SIDE;
const dataset: Dataset = { ...halvesDataset, train: halves(1, 600), test: halves(3, 300) };

/** Fresh images of the same kind, which no set of the dataset has. */
const fresh = halves(7, 2000);

interface Generator {
  /** Of the fresh images, those that are drawn from. */
  readonly draws?: (image: number) => boolean;
  /** How far pixels are drawn to the mean of all, 1 for all of the way. */
  readonly blur?: number;
  readonly dataset?: Dataset;
  readonly views?: Partial<OpenModel['system']['views']>;
  readonly classes?: readonly string[];
}

/** A model whose samples are fresh images, one after the other, or some of them. */
function generator({ draws = () => true, blur = 0, views, classes, ...rest }: Generator = {}) {
  const data = rest.dataset ?? dataset;
  const chosen = Array.from({ length: 2000 }, (_, image) => image).filter(draws);
  const pixels = fresh.values.data;
  const mean = Array.from(pixels).reduce((sum, value) => sum + value, 0) / pixels.length;
  let next = 0;
  const decode = async ({ shape: [count = 0] }: HostTensor) => {
    const images = new Float32Array(count * PIXELS);
    for (let row = 0; row < count; row++) {
      const image = chosen[next++ % chosen.length]!;
      for (let i = 0; i < PIXELS; i++) {
        images[row * PIXELS + i] = ((1 - blur) * pixels[image * PIXELS + i]! + blur * mean) / 255;
      }
    }
    return hostFloats([count, PIXELS], images);
  };
  const system = {
    views: { codeSize: 3, dataShape: [1, SIDE, SIDE], hasNormalPrior: true, ...views },
  };
  return {
    runtime,
    system,
    config: { seed: 1, examples: null, classes: classes ?? null },
    data: { dataset: data, train: data.train, validation: data.test, info: { kind: 'image' } },
    session: { system, decode },
  } as unknown as OpenModel;
}

const dataOf = (options?: Generator, samples?: number): EvaluationData =>
  evaluationData(generator(options), { samples });

async function measured(data: EvaluationData, names: readonly (keyof typeof sampleMeasures)[]) {
  const results: Record<string, Measurement> = {};
  for (const name of names) results[name] = await sampleMeasures[name].measure(data);
  return results;
}

const OVERLAP = ['precision', 'recall', 'density', 'coverage'] as const;

describe('samples of a perfect generator', () => {
  test('score as training images do', async () => {
    const names = [...OVERLAP, 'fid', 'kid', 'swd', 'classEvenness'] as const;
    const found = await measured(dataOf(), names);
    for (const name of [...OVERLAP, 'classEvenness']) {
      const { value, floor, samples } = found[name]!;
      expect(Math.abs(value - floor!), name).toBeLessThan(0.1);
      expect(samples).toBe(300);
    }
    for (const name of ['fid', 'swd']) {
      const { value, floor } = found[name]!;
      expect(value / floor!, name).toBeGreaterThan(0.5);
      expect(value / floor!, name).toBeLessThan(2);
    }
    const { value, standardError } = found.kid!;
    expect(Math.abs(value)).toBeLessThan(8 * standardError!);
  });
});

describe('a generator that makes one class only', () => {
  test('has precision, and neither recall nor coverage', async () => {
    const data = dataOf({ draws: (image) => fresh.labels![image] === 1 });
    const found = await measured(data, [...OVERLAP, 'fid', 'classShares', 'classDivergence']);
    expect(found.precision!.value).toBeGreaterThan(found.precision!.floor! - 0.1);
    for (const name of ['recall', 'coverage']) {
      expect(found[name]!.value, name).toBeLessThan(0.75 * found[name]!.floor!);
    }
    expect(found.fid!.value).toBeGreaterThan(5 * found.fid!.floor!);
    expect(found.classShares!.value).toBeLessThan(0.05);
    // ln 2 of two equal classes, of which one is left.
    expect(found.classDivergence!.value).toBeGreaterThan(0.5);
    expect(found.classDivergence!.value).toBeLessThan(0.8);
    const shares = await sampleMeasures.classShares.parts!(data);
    expect(Object.keys(shares)).toEqual(['dark', 'bright']);
    expect(shares.bright!.value).toBeGreaterThan(0.95);
    expect(shares.bright!.floor).toBeGreaterThan(0.4);
  });

  test('is judged by that class where it was trained on no other', async () => {
    const options = {
      draws: (image: number) => fresh.labels![image] === 1,
      classes: ['bright'],
    };
    const bright = halvesOf(1);
    const found = await measured(dataOf(options), ['coverage', 'classShares']);
    expect(found.coverage!.samples).toBe(bright);
    expect(Math.abs(found.coverage!.value - found.coverage!.floor!)).toBeLessThan(0.1);
    expect(found.classShares!.value).toBeGreaterThan(0.95);
  });
});

/** Test images of a class. */
const halvesOf = (label: number) => dataset.test.labels!.filter((other) => other === label).length;

test('a generator of blurred images has less recall and larger distances', async () => {
  const found = await measured(dataOf({ blur: 0.5 }), ['recall', 'fid', 'kid', 'coverage']);
  for (const name of ['recall', 'coverage']) {
    expect(found[name]!.value, name).toBeLessThan(0.5 * found[name]!.floor!);
  }
  expect(found.fid!.value).toBeGreaterThan(5 * found.fid!.floor!);
  expect(found.kid!.value).toBeGreaterThan(20 * found.kid!.standardError!);
});

test('images without classes are seen by a judge of their attributes', async () => {
  const unlabelled = ({ labels: _, ...rest }: Examples): Examples => rest;
  const { classNames: _, ...plain } = dataset;
  const attributed = { ...plain, train: unlabelled(plain.train), test: unlabelled(plain.test) };
  const data = dataOf({ dataset: attributed });
  const { fid, coverage } = await measured(data, ['fid', 'coverage']);
  expect(fid!.judge).toMatch(/^judge-/);
  expect(fid!.judge).not.toBe((await measured(dataOf(), ['fid'])).fid!.judge);
  expect(Math.abs(coverage!.value - coverage!.floor!)).toBeLessThan(0.1);
  const dark = dataOf({ dataset: attributed, draws: (image) => fresh.labels![image] === 0 });
  expect((await measured(dark, ['fid'])).fid!.value).toBeGreaterThan(5 * fid!.value);
  expect(sampleMeasures.classShares.obstacle!(data)).toBe('the data have no classes');

  const { attributes: __, ...bare } = attributed.train;
  const nameless = dataOf({ dataset: { ...attributed, train: bare } });
  expect(sampleMeasures.fid.obstacle!(nameless)).toMatch(/neither classes nor attributes/);
  expect(sampleMeasures.precision.obstacle!(nameless)).toMatch(/neither classes nor attributes/);
  expect(sampleMeasures.swd.obstacle!(nameless)).toBeUndefined();
});

test('what cannot be drawn or compared is said', async () => {
  const noPrior = dataOf({ views: { hasNormalPrior: false } });
  const smaller = dataOf({ views: { dataShape: [1, 6, 6] } });
  for (const { obstacle } of Object.values(sampleMeasures)) {
    expect(obstacle!(noPrior)).toMatch(/no prior to draw from/);
    expect(obstacle!(smaller)).toMatch(/another size than the data/);
    expect(obstacle!(dataOf())).toBeUndefined();
  }
  const many = sampleMeasures.swd.measure(dataOf({}, 301));
  await expect(many).rejects.toThrow(UserError);
  await expect(many).rejects.toThrow(/give at most 300, of 300 test and 600 training/);
  const fewest = { ...dataset, test: halves(3, 9) };
  await expect(sampleMeasures.swd.measure(dataOf({ dataset: fewest }))).rejects.toThrow(/too few/);
});

test('few samples get one warning, many none', () => {
  const of = (samples: number): Measurement => ({ value: 1, samples });
  expect(sampleFindings({ fid: of(5000), swd: of(5000) })).toEqual([]);
  expect(sampleFindings({ mse: of(10) })).toEqual([]);
  const [warning, ...others] = sampleFindings({ mse: of(10), fid: of(4999), swd: of(4999) });
  expect(others).toEqual([]);
  expect(warning).toMatchObject({
    severity: 'warning',
    what: 'fid, swd: measured on only 4,999 samples',
  });
});
