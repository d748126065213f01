import { expect, test } from 'vitest';
import { impliedDeviation, logLikelihood } from '../../src/nn/likelihood.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { key } from '../../src/tensor/key.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { evaluate, normalArray } from '../nn/evaluation.ts';

const images = { kind: 'image', trainingCount: 100, totalSteps: 1 } as const;

test('recipes read their Gaussian decoders as their losses do', () => {
  const likelihoodOf = (name: string, shape: number[], kind: 'image' | 'vector' = 'image') => {
    const recipe = findRecipe(name);
    return recipe.build(recipe.defaults, { ...images, kind, shape }).views.likelihood;
  };
  // Squared error + KL / 784.
  expect(likelihoodOf('dense-vae', [1, 28, 28])).toEqual({
    kind: 'gaussian',
    deviation: expect.closeTo(Math.SQRT1_2, 12),
  });
  expect(likelihoodOf('swiss-roll-vae', [2], 'vector')).toEqual({
    kind: 'gaussian',
    deviation: expect.closeTo(0.1, 12),
  });
  // 10,000 times the mean over 3 · 32² values.
  expect(likelihoodOf('faces-vae', [3, 32, 32])).toEqual({
    kind: 'gaussian',
    deviation: expect.closeTo(Math.sqrt(3072 / 20_000), 12),
  });
  expect(likelihoodOf('conv-vae', [1, 28, 28])).toEqual({ kind: 'bernoulli' });
});

test('with that deviation the loss and the negative bound differ by a constant', () => {
  const weights = { reconstructionWeight: 300, klWeight: 4 };
  const deviation = impliedDeviation(6, weights);
  const inputs = { near: normalArray(key(1), [1, 6]), far: normalArray(key(2), [1, 6]) };
  const { lost, likelihoods } = evaluate(inputs, ({ near, far }) => {
    const x = (near as Tensor).mul(0.5);
    const loss = (output: Tensor) =>
      output.sub(x).square().mean().mul(weights.reconstructionWeight);
    const bound = (output: Tensor) => logLikelihood('gaussian', output, x, deviation);
    return {
      lost: loss(near as Tensor).sub(loss(far as Tensor)),
      likelihoods: bound(far as Tensor).sub(bound(near as Tensor)),
    };
  });
  expect(lost!.data[0]! / weights.klWeight).toBeCloseTo(likelihoods!.data[0]!, 3);
});

test('without a KL divergence no deviation is implied', () => {
  expect(impliedDeviation(784, { reconstructionWeight: 1, klWeight: 0 })).toBe(1);
});
