import { describe, expect, test } from 'vitest';
import type { Tree } from '../../src/graph/types.ts';
import * as losses from '../../src/nn/losses.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { gradient } from '../../src/tensor/trace.ts';
import { loadLosses } from '../fixtures/golden/load-golden.ts';
import { array, evaluate, expectClose, expectExactGradient } from './evaluation.ts';

const LOSSES = {
  binaryCrossEntropyFromLogits: losses.binaryCrossEntropy,
  categoricalCrossEntropyFromLogits: losses.categoricalCrossEntropy,
  meanSquaredError: losses.meanSquaredError,
  meanAbsoluteError: losses.meanAbsoluteError,
  huber: losses.huber,
};

test.each(loadLosses().cases)('$loss: $name', (golden) => {
  const inputs = {
    prediction: array(golden.prediction.data, golden.prediction.shape),
    target: array(golden.target.data, golden.target.shape),
  };
  const outputs = evaluate(inputs, (tensors) => {
    const prediction = tensors.prediction as Tensor;
    const perElement = LOSSES[golden.loss](prediction, tensors.target as Tensor);
    const mean = perElement.mean();
    return { perElement, mean, gradient: gradient(mean, prediction) };
  });
  // The mean's factor 1 / n is a float32 constant.
  expectClose(outputs.perElement, golden.perElement, 1e-11);
  expectClose(outputs.mean, { shape: [], data: [golden.mean] }, 1e-7);
  expectClose(outputs.gradient, golden.gradient, 1e-7);
});

test('huber with another delta', () => {
  const inputs = { d: array([-3, -0.5, 0, 1, 2]) };
  const { loss } = evaluate(inputs, ({ d }) => ({
    loss: losses.huber(d as Tensor, (d as Tensor).mul(0), 2),
  }));
  expectClose(loss, { shape: [5], data: [4, 0.125, 0, 0.5, 2] }, 1e-12);
});

test('categorical cross-entropy over the channels of images', () => {
  const logits = array([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
  const targets = array([1, 1, 0, 0, 0, 0, 1, 1], [1, 2, 2, 2]);
  const { loss } = evaluate({ logits, targets }, (tensors) => ({
    loss: losses.categoricalCrossEntropy(tensors.logits as Tensor, tensors.targets as Tensor, 1),
  }));
  const [wrong, right] = [Math.log1p(Math.exp(4)), Math.log1p(Math.exp(-4))];
  expectClose(loss, { shape: [1, 2, 2], data: [wrong, wrong, right, right] }, 1e-12);
});

describe('the KL divergence of a Gaussian from N(0, I)', () => {
  const kl = (inputs: Tree<Tensor>) =>
    losses.gaussianKl(inputs.mean as Tensor, inputs.logVar as Tensor);

  test('is 0 for N(0, I) and sums over the code', () => {
    const inputs = {
      mean: array([0, 0, 1, -2], [2, 2]),
      logVar: array([0, 0, Math.log(4), 0], [2, 2]),
    };
    // (1 + 4 − log 4 − 1) / 2 + 4 / 2
    const expected = [0, (4 - Math.log(4)) / 2 + 2];
    expectClose(evaluate(inputs, (t) => ({ kl: kl(t) })).kl, { shape: [2], data: expected }, 1e-12);
  });

  test('is the integral of q log(q / p)', () => {
    const [mean, logVar] = [0.7, -0.4];
    const deviation = Math.exp(logVar / 2);
    let integral = 0;
    const width = 1e-3;
    for (let z = mean - 12 * deviation; z < mean + 12 * deviation; z += width) {
      const logQ = -0.5 * ((z - mean) / deviation) ** 2 - logVar / 2;
      const q = Math.exp(logQ) / Math.sqrt(2 * Math.PI);
      integral += q * (logQ + 0.5 * z * z) * width;
    }
    const inputs = { mean: array([mean], [1, 1]), logVar: array([logVar], [1, 1]) };
    expectClose(
      evaluate(inputs, (t) => ({ kl: kl(t) })).kl,
      { shape: [1], data: [integral] },
      1e-9,
    );
  });

  test('has an exact gradient', () => {
    expectExactGradient(
      { mean: array([0.5, -1, 2, 0.1], [2, 2]), logVar: array([0.2, -1, 0.5, 1], [2, 2]) },
      (t) => kl(t).sum(),
    );
  });
});

test.each([100, -100])('all losses and their gradients are finite at logits of %i', (logit) => {
  const inputs = { prediction: array([logit, -logit], [1, 2]), target: array([1, 0], [1, 2]) };
  for (const loss of Object.values(LOSSES)) {
    const outputs = evaluate(inputs, (t) => {
      const value = loss(t.prediction as Tensor, t.target as Tensor).sum();
      return { value, gradient: gradient(value, t.prediction as Tensor) };
    });
    for (const { data } of Object.values(outputs)) expect(data.every(Number.isFinite)).toBe(true);
  }
});
