import { describe, expect, test } from 'vitest';
import { exampleCount } from '../../src/data/dataset.ts';
import { diagnoseDatasets } from '../../src/data/doctor/dataset-doctor.ts';
import { DATASETS, type DatasetEntry, loadDataset } from '../../src/data/registry.ts';
import { UserError } from '../../src/errors.ts';

/** Those that need no installation and no minutes. */
const present = DATASETS.filter((entry) => !entry.isPresent);

describe('registry', () => {
  test('names are unique', () => {
    expect(new Set(DATASETS.map((entry) => entry.name)).size).toBe(DATASETS.length);
  });

  test.each(present)('$name loads as its entry says', async (entry) => {
    const dataset = await loadDataset(entry.name);
    expect(dataset.name).toBe(entry.name);
    expect(dataset.kind).toBe(entry.kind);
    expect(dataset.train.values.shape).toEqual([entry.sizes[0], ...entry.shape]);
    expect(dataset.test.values.shape).toEqual([entry.sizes[1], ...entry.shape]);
    expect(dataset.train.values.dtype).toBe(entry.kind === 'image' ? 'uint8' : 'float32');
  });

  test('count limits a stored dataset and sizes a generated one', async () => {
    const stored = await loadDataset('fashion-mnist-subset', { count: 500 });
    expect([exampleCount(stored.train), exampleCount(stored.test)]).toEqual([500, 2000]);
    const generated = await loadDataset('moons', { count: 50 });
    expect([exampleCount(generated.train), exampleCount(generated.test)]).toEqual([50, 10]);
    await expect(loadDataset('fashion-mnist-subset', { count: 10_001 })).rejects.toThrow(UserError);
    await expect(loadDataset('moons', { count: 0 })).rejects.toThrow(UserError);
  });

  test('the seed decides on generated data; training and test examples differ', async () => {
    const load = (seed: number) => loadDataset('circles', { seed, count: 50 });
    const [one, again, other] = await Promise.all([load(1), load(1), load(2)]);
    expect(one).toEqual(again);
    expect(one.train.values.data).not.toEqual(other.train.values.data);
    expect(one.train.values.data.subarray(0, 20)).not.toEqual(one.test.values.data);
  });

  test('an unknown name is a user error that lists the known ones', async () => {
    await expect(loadDataset('fasion')).rejects.toThrow(UserError);
    await expect(loadDataset('fasion')).rejects.toThrow(/"fasion".*fashion-mnist-subset.*pinwheel/);
  });
});

describe('doctor', () => {
  const circles = DATASETS.find((entry) => entry.name === 'circles')!;
  const subset = DATASETS.find((entry) => entry.name === 'fashion-mnist-subset')!;

  test('finds everything that needs no installation in order', async () => {
    const quick = present.filter(({ name }) => name !== 'shapes-64');
    const statuses = await diagnoseDatasets(quick);
    expect(statuses.map((status) => status.name)).toEqual(quick.map((entry) => entry.name));
    for (const status of statuses) expect(status).toMatchObject({ state: 'ok' });
    expect(statuses[0]!.message).toMatch(
      /^10000 \+ 2000 examples of 1 x 28 x 28: .*checksums right/,
    );
  });

  test('reports a missing dataset with the way to mend it', async () => {
    const load = () => Promise.reject(new UserError('it is not there'));
    const [status] = await diagnoseDatasets([{ ...circles, mend: 'get it', load }]);
    expect(status).toEqual({
      name: 'circles',
      state: 'bad',
      message: 'it is not there',
      mend: 'get it',
    });
  });

  test('tells what is not there from what is bad', async () => {
    const entry = { ...circles, mend: 'get it', isPresent: async () => false };
    const [status] = await diagnoseDatasets([entry]);
    expect(status).toEqual({
      name: 'circles',
      state: 'absent',
      message: 'not on this machine',
      mend: 'get it',
    });
  });

  test('takes parts of a dataset whose size may vary', async () => {
    const entry = { ...circles, sizes: [9, 2] as const, sizesVary: true as const };
    expect((await diagnoseDatasets([entry]))[0]!.state).toBe('ok');
  });

  test('does not hide a fault of the program', async () => {
    const load = () => Promise.reject(new TypeError('a bug'));
    await expect(diagnoseDatasets([{ ...circles, load }])).rejects.toThrow(TypeError);
  });

  test.each<[string, Partial<DatasetEntry>, string]>([
    ['other sizes', { sizes: [9, 2] }, 'not 9 x 2'],
    ['another shape', { shape: [3] }, 'not 10000 x 3'],
    [
      'values that are not finite',
      {
        load: async (options) => {
          const dataset = await circles.load(options);
          dataset.test.values.data[7] = Number.NaN;
          return dataset;
        },
      },
      'not finite',
    ],
    [
      'too few labels',
      {
        load: async (options) => {
          const dataset = await circles.load(options);
          return { ...dataset, train: { ...dataset.train, labels: new Int32Array(3) } };
        },
      },
      '3 training labels for 10000',
    ],
  ])('reports %s', async (_, changes, message) => {
    const [status] = await diagnoseDatasets([{ ...circles, ...changes }]);
    expect(status!.state).toBe('bad');
    expect(status!.message).toContain(message);
  });

  test('reports labels without a class name', async () => {
    const load: DatasetEntry['load'] = async (options) => ({
      ...(await subset.load(options)),
      classNames: ['only one'],
    });
    const [status] = await diagnoseDatasets([{ ...subset, load }]);
    expect(status!.message).toContain('outside 0..0');
  });
});
