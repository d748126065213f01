import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { sequential } from '../../src/nn/composition.ts';
import { dense } from '../../src/nn/dense.ts';
import { flatten } from '../../src/nn/reshape.ts';
import {
  chooseUnits,
  codesOfSingleUnits,
  firstFilters,
  mostActivating,
  unitActivities,
} from '../../src/runs/features.ts';
import type { OpenModel } from '../../src/runs/open-model.ts';
import {
  activatingPicture,
  decodedUnitsPicture,
  filtersPicture,
} from '../../src/runs/pictures/features.ts';
import { matrix } from '../fixtures/metrics/load-metrics.ts';
import { pictureFacts, trainedModel } from './trained-runs.ts';

const codes = matrix([
  [0, 5, -1, 2],
  [0, 1, 3, 2],
  [0, 3, 1, 2.5],
]);

describe('units', () => {
  const activities = unitActivities(codes);

  it('are described by their values', () => {
    expect(activities[0]).toEqual({
      unit: 0,
      mean: 0,
      deviation: 0,
      low: 0,
      high: 0,
      active: 0,
    });
    expect(activities[1]).toMatchObject({ mean: 3, low: 1, high: 5, active: 1 });
    expect(activities[1]!.deviation).toBeCloseTo(Math.sqrt(8 / 3), 6);
  });

  it('are chosen by how much they vary, in their order, the dead ones never', () => {
    const chosen = (count: number) => chooseUnits(activities, count).map(({ unit }) => unit);
    expect(chosen(2)).toEqual([1, 2]);
    expect(chosen(3)).toEqual([1, 2, 3]);
    expect(chosen(30)).toEqual([1, 2, 3]);
  });

  it('have examples that activate them most', () => {
    expect(mostActivating(codes, 1, 2)).toEqual([0, 2]);
    expect(mostActivating(codes, 2, 5)).toEqual([1, 2, 0]);
  });

  it('stand alone above the mean of all codes, or above zero', () => {
    const units = chooseUnits(activities, 2);
    expect([...codesOfSingleUnits(activities, units, 'zero').data]).toEqual([
      ...[0, 0, 0, 0],
      ...[0, 5, 0, 0],
      ...[0, 0, 3, 0],
    ]);
    const means = activities.map(({ mean }) => Math.fround(mean));
    const { shape, data } = codesOfSingleUnits(activities, units, 'mean');
    expect(shape).toEqual([3, 4]);
    expect([...data.subarray(0, 4)]).toEqual(means);
    expect([...data.subarray(8)]).toEqual([means[0], means[1], 3, means[3]]);
  });
});

describe('filters', () => {
  const layer = sequential({ flatten: flatten(), hidden1: dense(2) });
  const model = {
    system: {
      networks: { encoder: { layer, input: [1, 2, 3] } },
      views: { dataShape: [1, 2, 3] },
    },
    variables: {
      'params.encoder.hidden1.kernel': matrix([
        [1, 10],
        [2, 20],
        [3, 30],
        [4, 40],
        [5, 50],
        [6, 60],
      ]),
    },
  } as unknown as OpenModel;

  it('of a dense layer are its columns in the shape of the image', () => {
    const { layer: name, kernels } = firstFilters(model)!;
    expect(name).toBe('hidden1');
    expect(kernels.shape).toEqual([2, 1, 2, 3]);
    expect([...kernels.data]).toEqual([1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]);
  });
});

describe('pictures of features', () => {
  it('show units in rows where they are few, and the filters of a convolution', async () => {
    const model = await trainedModel('conv-ae');
    const activating = await activatingPicture(model);
    expect(activating.numbers).toMatchObject({ units: 2, codeSize: 2, dead: 0 });
    const { width, height } = await pictureFacts(activating.png);
    expect(width).toBeGreaterThan(height);
    const filters = firstFilters(model)!;
    expect(filters.kernels.shape).toEqual([32, 1, 3, 3]);
    const picture = await filtersPicture(filters);
    expect(picture.numbers).toEqual({ filters: 32 });
    expect((await pictureFacts(picture.png)).ink).toBeGreaterThan(0.05);
  });

  it('show units in columns where they are many, against either baseline', async () => {
    const model = await trainedModel('stacked-ae');
    const { numbers, png } = await activatingPicture(model, { units: 9 });
    expect(numbers).toMatchObject({ units: 9, codeSize: 30 });
    expect((await pictureFacts(png)).ink).toBeGreaterThan(0.1);
    for (const baseline of ['mean', 'zero'] as const) {
      const decoded = await decodedUnitsPicture(model, { units: 9, baseline });
      expect(decoded.numbers).toEqual({ units: 9 });
      expect((await pictureFacts(decoded.png)).ink).toBeGreaterThan(0.05);
    }
  });

  it('are refused where a code never changes', async () => {
    const model = await trainedModel('stacked-ae', ['epochs=1']);
    const session = {
      ...model.session,
      encode: async () =>
        matrix([
          [1, 2],
          [1, 2],
        ]),
    };
    await expect(activatingPicture({ ...model, session })).rejects.toThrow(UserError);
  });
});
