import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { formatSpread, spreadOf } from '../../src/runs/pictures/pretraining.ts';
import { accuracyOf, trainClassifier } from '../../src/runs/pretraining/classifier-training.ts';
import { encoderTrunk } from '../../src/runs/pretraining/encoder-trunk.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import { leaf } from '../../src/tensor/tree.ts';
import { runInProcess } from '../cli/command-line.ts';
import { matrix } from '../fixtures/metrics/load-metrics.ts';
import { BACKEND, pictureFacts, trainedModel, trainRun } from './trained-runs.ts';

describe('a classifier', () => {
  // sklearn.linear_model.LogisticRegression(C=1, tol=1e-10).fit(x, y): coef_.T, intercept_ − mean
  const x = matrix([
    [1.76, 0.4, 0.98],
    [3.24, 2.87, 0.02],
    [0.95, -0.15, -0.1],
    [0.41, 0.14, 1.45],
    [1.76, 1.12, 1.44],
    [0.33, 1.49, -0.21],
    [0.31, -0.85, -2.55],
    [1.65, 1.86, 0.26],
    [2.27, -1.45, 0.05],
    [-0.19, 1.53, 1.47],
    [1.15, 1.38, 0.11],
    [-1.98, -0.35, 0.16],
  ]);
  const y = Int32Array.from({ length: 12 }, (_, i) => i % 3);
  const coefficients = [
    [-0.317640878978106, 0.7451613728067248, -0.4275204938286185],
    [-0.28858687176898, 0.8586409687158848, -0.5700540969469046],
    [0.04555046708875383, 0.028337938675213625, -0.07388840576396748],
  ].flat();
  const intercepts = [0.723683259203371, -1.5877663067099415, 0.8640830475065706];

  it('on features ends where scikit-learn ends', async () => {
    const runtime = await createRuntime(BACKEND);
    const examples = { values: x, labels: y };
    const { head, accuracy } = await trainClassifier(
      {
        features: 3,
        classes: 3,
        penalty: 1 / 12,
        learningRate: 0.1,
        batchSize: 12,
        repeat: 50,
        epochs: 20,
        initial: {},
      },
      runtime,
      { labelled: examples, test: examples },
      { seed: 3 },
    );
    await runtime.dispose();
    const kernel = leaf(head.params, 'kernel').data;
    for (const [place, value] of coefficients.entries()) {
      expect(kernel[place]).toBeCloseTo(value, 3);
    }
    const bias = [...leaf(head.params, 'bias').data];
    const mean = bias.reduce((sum, value) => sum + value, 0) / 3;
    for (const [place, value] of intercepts.entries()) {
      expect(bias[place]! - mean).toBeCloseTo(value, 3);
    }
    // sklearn: LogisticRegression.score(x, y)
    expect(accuracy).toBeCloseTo(9 / 12, 10);
  });

  it('is right where the largest logit is that of the class alone', () => {
    const logits = matrix([
      [1, 2],
      [3, 3],
      [5, 4],
    ]);
    expect(accuracyOf(logits, Int32Array.of(1, 0, 0))).toBeCloseTo(2 / 3, 12);
    expect(accuracyOf(matrix([[Number.NaN, 1]]), Int32Array.of(0))).toBe(0);
  });
});

describe("the encoder's trunk", () => {
  it('ends before the layer that makes the code, unless another is named', async () => {
    const model = await trainedModel('stacked-ae', ['epochs=1']);
    const trunk = encoderTrunk(model, undefined);
    expect(trunk).toMatchObject({ last: 'hidden1', features: 100 });
    expect(Object.keys(trunk.trained.params)).toEqual(['hidden1']);
    expect(encoderTrunk(model, 'code')).toMatchObject({ last: 'code', features: 30 });
    expect(() => encoderTrunk(model, 'conv1')).toThrow(UserError);
    expect(() => encoderTrunk(model, 'conv1')).toThrow(/"conv1"; there are flatten, hidden1, code/);
  });

  it('gives vectors, also of convolutions', async () => {
    const model = await trainedModel('conv-ae');
    expect(encoderTrunk(model, undefined)).toMatchObject({ last: 'flatten', features: 2048 });
    expect(encoderTrunk(model, 'conv1')).toMatchObject({ last: 'conv1', features: 8192 });
  });
});

describe('alebrije pretrain', () => {
  it('compares four classifiers on draws of labelled images', async () => {
    const run = await trainRun('stacked-ae', { settings: ['epochs=1'] });
    const argv = ['pretrain', run, '--labels', '40', '--seeds', '2', '--epochs', '3'];
    const { code, stdout } = await runInProcess([...argv, '--json', '--backend', BACKEND]);
    expect(code).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ run, labels: 40, seeds: 2, layer: 'hidden1', features: 100 });
    expect(Object.keys(answer.methods)).toEqual(['pixels', 'scratch', 'frozen', 'tuned']);
    for (const { accuracies, mean, deviation } of Object.values<{
      accuracies: number[];
      mean: number;
      deviation: number;
    }>(answer.methods)) {
      expect(accuracies).toHaveLength(2);
      expect(mean).toBeCloseTo((accuracies[0]! + accuracies[1]!) / 2, 12);
      expect(deviation).toBeCloseTo(Math.abs(accuracies[0]! - accuracies[1]!) / Math.SQRT2, 12);
    }
    // Forty labels tell ten classes of clothing apart far better than guessing does.
    expect(answer.methods.pixels.mean).toBeGreaterThan(0.4);
    expect(answer.methods.frozen.mean).toBeGreaterThan(0.3);
    expect((await pictureFacts(fs.readFileSync(answer.picture))).ink).toBeGreaterThan(0.005);
    const again = await runInProcess([...argv, '--json', '--backend', BACKEND]);
    expect(JSON.parse(again.stdout).methods.tuned.accuracies).toEqual(
      answer.methods.tuned.accuracies,
    );
  });

  it('refuses what cannot be done in one line', async () => {
    const run = await trainRun('stacked-ae', { settings: ['epochs=1'] });
    const points = await trainRun('pca-ae', { settings: ['epochs=1'] });
    const refused: [string[], RegExp][] = [
      [['pretrain', run, '--labels', '100000'], /class 0 has \d+/],
      [['pretrain', run, '--layer', 'conv1'], /no layer "conv1"; there are/],
      [['pretrain', points], /noisy-plane has no classes to learn/],
      [['pretrain', run, '--learning-rate', '0'], /above 0/],
    ];
    for (const [argv, message] of refused) {
      const { code, stdout, stderr } = await runInProcess(argv);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr.trim().split('\n').at(-1)).toMatch(message);
    }
  });
});

it('spreads are means and deviations', () => {
  expect(spreadOf([0.8, 0.82, 0.84])).toEqual({
    mean: expect.closeTo(0.82, 12),
    deviation: expect.closeTo(0.02, 12),
  });
  expect(spreadOf([0.5])).toEqual({ mean: 0.5, deviation: 0 });
  expect(formatSpread({ mean: 0.8123, deviation: 0.0046 })).toBe('81.2 ± 0.5 %');
});
