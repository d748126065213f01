import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { compareRuns, runLabels, validationCurve } from '../../src/runs/compare.ts';
import { checkAlignment, cropToStored, storedValues } from '../../src/runs/comparison/alignment.ts';
import { curvePanels } from '../../src/runs/comparison/pictures.ts';
import { evaluateRun } from '../../src/runs/evaluate.ts';
import { openModel } from '../../src/runs/open-model.ts';
import { hostFloats } from '../../src/train/model-session.ts';
import { BACKEND, pictureFacts, trainRun } from './trained-runs.ts';

describe('images in frames of different sizes', () => {
  const stored = hostFloats([1, 1, 2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
  /** 4x4: a row above and below, nothing to the left, a column to the right. */
  const framed = Float32Array.of(0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 0, 0, 0, 0);

  it('lose their margins, flattened or not', () => {
    for (const shape of [
      [1, 16],
      [1, 1, 4, 4],
    ]) {
      const cropped = cropToStored(hostFloats(shape, framed), [1, 4, 4], [1, 2, 3]);
      expect(cropped).toEqual(stored);
    }
    const flat = hostFloats([1, 6], stored.data as Float32Array);
    expect(cropToStored(flat, [1, 2, 3], [1, 2, 3])).toEqual(stored);
  });

  it('are numbers from 0 to 1 if they are bytes', () => {
    const bytes = { dtype: 'uint8', shape: [1, 3], data: Uint8Array.of(0, 51, 255) } as const;
    expect([...storedValues(bytes).data]).toEqual([0, expect.closeTo(0.2, 6), 1]);
  });

  it('are refused in one line where they are shrunk or changed', () => {
    const check = (shown: number[], data: Float32Array) => () =>
      checkAlignment('mine', hostFloats([1, ...shown], data), { shown, stored });
    expect(check([1, 4, 4], framed)).not.toThrow();
    expect(check([1, 1, 6], new Float32Array(6))).toThrow(/mine changes its examples/);
    expect(check([1, 4, 4], framed.toReversed())).toThrow(UserError);
    expect(check([1, 1, 4], new Float32Array(4))).toThrow(
      /mine shows examples of 1x1x4, and the data are of 1x2x3/,
    );
  });
});

describe('what is drawn of runs', () => {
  it('is named after their folders, and the folders above where names are alike', () => {
    expect(runLabels(['/a/x-1', '/b/x-1', '/b/y-1'])).toEqual([
      join('a', 'x-1'),
      join('b', 'x-1'),
      'y-1',
    ]);
  });

  it('is the error per value, without the weights of a loss', () => {
    const history = [
      { epoch: 1, valLoss: 9, valBce: 0.3 },
      { epoch: 2, valLoss: 8, valBce: 0.2 },
    ];
    expect(validationCurve({ kind: 'bernoulli' }, history).points).toEqual([
      [1, 0.3],
      [2, 0.2],
    ]);
    const gaussian = { kind: 'gaussian', deviation: 1 } as const;
    const penalized = [{ epoch: 1, valLoss: 5, valReconstruction: 4 }];
    expect(validationCurve(gaussian, penalized).points).toEqual([[1, 4]]);
    expect(validationCurve(gaussian, [{ epoch: 3, valLoss: 5 }]).points).toEqual([[3, 5]]);
    expect(validationCurve(gaussian, []).points).toEqual([]);
    const phases = [
      { epoch: 1, phase: 1, valLoss: 5 },
      { epoch: 2, phase: 2, valLoss: 0.1 },
    ];
    expect(validationCurve(gaussian, phases).points).toEqual([[2, 0.1]]);
  });

  it('shares a panel where it has one unit, and keeps its colour', () => {
    const run = (label: string, quantity: string, epochs: number) => ({
      label,
      curve: {
        quantity,
        points: Array.from({ length: epochs }, (_, epoch) => [epoch + 1, 0.5] as const),
      },
    });
    const panels = curvePanels([run('a', 'nats', 2), run('b', 'squares', 0), run('c', 'nats', 1)]);
    expect(panels.map(({ title }) => title)).toEqual(['nats']);
    expect(panels[0]!.curves.map(({ name, colour }) => [name, colour])).toEqual([
      ['a', 0],
      ['c', 2],
    ]);
  });
});

describe('a comparison', () => {
  let flat: string;
  let padded: string;
  let roll: string;
  beforeAll(async () => {
    flat = await trainRun('stacked-ae', { settings: ['epochs=2'] });
    padded = await trainRun('conv-vae', { settings: ['epochs=1'] });
    roll = await trainRun('swiss-roll-ae', { settings: ['epochs=2'] });
  });

  it('measures all runs on the same test images, margins left out', async () => {
    const notes: string[] = [];
    const { data, examples, runs, png } = await compareRuns([flat, padded], {
      limit: 150,
      count: 4,
      backend: BACKEND,
      onNote: (line) => notes.push(line),
    });
    expect({ data, examples }).toEqual({ data: 'fashion-mnist-subset', examples: 150 });
    expect(notes).toEqual(['1 of 2: stacked-ae-1', '2 of 2: conv-vae-1']);
    expect(runs).toMatchObject([
      { run: flat, recipe: 'stacked-ae', parameters: 163_814, codeSize: 30, epochs: 2, seed: 1 },
      { run: padded, recipe: 'conv-vae', parameters: 100_868 + 246_273, codeSize: 2, epochs: 1 },
    ]);
    // PCA of 30 directions leaves less than that of two.
    expect(runs[0]!.pcaMse!).toBeLessThan(runs[1]!.pcaMse!);
    // A loss of 500 times the cross-entropy is no squared error; that is told apart.
    expect(runs[1]!.valLoss!).toBeGreaterThan(1);
    for (const { mse } of runs) expect(mse).toBeGreaterThan(0.01);
    for (const { mse } of runs) expect(mse).toBeLessThan(0.2);
    const { height, ink } = await pictureFacts(png);
    expect(height).toBeGreaterThan(600);
    expect(ink).toBeGreaterThan(0.05);
  });

  it('agrees with what evaluate measures where the examples are the same', async () => {
    const model = await openModel(flat, { backend: BACKEND });
    try {
      const { test } = model.data.dataset;
      const onTest = { ...model, data: { ...model.data, validation: test } };
      const { metrics } = await evaluateRun(onTest, { metrics: ['mse'], limit: 100 });
      const other = fs.realpathSync(flat).replace(/stacked-ae-1$/, 'copy');
      fs.cpSync(flat, other, { recursive: true });
      const { runs } = await compareRuns([flat, other], { limit: 100, backend: BACKEND });
      expect(runs.map(({ label }) => label)).toEqual(['stacked-ae-1', 'copy']);
      for (const { mse, pcaMse } of runs) {
        expect(mse).toBeCloseTo(metrics.mse!.value, 7);
        expect(pcaMse).toBeCloseTo(metrics.mse!.floor!, 6);
      }
    } finally {
      await model.dispose();
    }
  });

  it('draws points too', async () => {
    const other = join(dirname(roll), 'copy');
    fs.cpSync(roll, other, { recursive: true });
    const { runs, examples, png } = await compareRuns([roll, other], { backend: BACKEND });
    expect(examples).toBe(400);
    // Codes of 16 numbers for points of two: PCA would keep everything.
    expect(runs.every(({ pcaMse }) => pcaMse === undefined)).toBe(true);
    expect((await pictureFacts(png)).ink).toBeGreaterThan(0.01);
  });

  it.each([
    ['one run', () => [flat], /at least two runs/],
    ['a missing run', () => [flat, '/nowhere'], /there is no run \/nowhere/],
    ['a run given twice', () => [flat, padded, flat], /is given twice/],
    [
      'runs of different data',
      () => [flat, roll],
      /stacked-ae-1 was trained on fashion-mnist-subset and swiss-roll-ae-1 on swiss-roll/,
    ],
  ])('of %s is refused in one line', async (_, folders, message) => {
    const error = await compareRuns(folders(), { backend: BACKEND }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });
});
