/** Penalties against PyTorch, closed forms and differences. */

import { describe, expect, test } from 'vitest';
import {
  type GradientPenalty,
  type GradientPenaltyName,
  gradientPenalties,
} from '../../src/models/gradient-penalties.ts';
import type { Layer } from '../../src/nn/layer.ts';
import {
  activation,
  batchNorm,
  conv,
  dense,
  flatten,
  layerNorm,
  minibatchDiscrimination,
  minibatchStandardDeviation,
  sequential,
  spectralNormalization,
} from '../../src/nn/layers.ts';
import { key } from '../../src/tensor/key.ts';
import { place, randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { gradientsOf } from '../../src/tensor/trace.ts';
import { branch } from '../../src/tensor/tree.ts';
import { loadAdversarial } from '../fixtures/golden/load-golden.ts';
import {
  array,
  evaluate,
  expectClose,
  expectExactGradient,
  inDoublePrecision,
  normalArray,
} from '../nn/evaluation.ts';
import { arrayOf, evaluateWith, expectAll, treeOf } from './golden-model.ts';

const golden = loadAdversarial().cases.filter(({ penalty }) => penalty !== undefined);
const names = Object.keys(gradientPenalties) as GradientPenaltyName[];

test('every penalty has a golden case', () => {
  expect(golden.map(({ penalty }) => penalty)).toEqual(names);
});

describe.each(golden)('$name', ({ penalty: name, inputs, outputs, gradients }) => {
  const critic = sequential({
    conv: conv(3, 3, { strides: 2, padding: 1 }),
    norm: layerNorm(),
    activation: activation('leakyRelu'),
    flatten: flatten(),
    logit: dense(1),
  });
  const draws: Readonly<Record<string, [string, string]>> = {
    'gradient-penalty': ['random/share', 'share'],
    dragan: ['random/noise', 'noise'],
  };
  const drawn = draws[name!];
  const found = evaluateWith(
    {
      critic: treeOf(inputs, 'critic'),
      real: arrayOf(inputs, 'real'),
      generated: arrayOf(inputs, 'generated'),
    },
    drawn ? { [drawn[0]]: arrayOf(inputs, drawn[1]) } : {},
    (tensors) => {
      const params = branch(tensors, 'critic');
      const context = { training: true, place: randomRoot };
      const penalty = gradientPenalties[name as GradientPenaltyName]({
        judge: (points) => critic.apply({ params, state: {} }, points, context).output,
        real: tensors.real as Tensor,
        generated: tensors.generated as Tensor,
        place: randomRoot,
      });
      return { penalty, gradients: gradientsOf(penalty, params) };
    },
  );

  test('has the value of PyTorch', () => {
    expectAll(found, { penalty: outputs.penalty! });
  });

  test('has the gradients of PyTorch', () => {
    expectAll(found, gradients, 'gradients.');
  });
});

const BATCH = 3;

function penaltyOf(
  penalty: GradientPenalty,
  { judge, real, generated }: { judge: (x: Tensor) => Tensor; real: Tensor; generated: Tensor },
): Tensor {
  return penalty({ judge, real, generated, place: place(randomRoot, 'penalty') });
}

describe('a linear critic w · x', () => {
  const w = [0.5, -2, 1, 3];
  const norm = Math.sqrt(w.reduce((sum, value) => sum + value * value, 0));
  test.each([
    ['gradient-penalty', (norm - 1) ** 2],
    ['dragan', (norm - 1) ** 2],
    ['r1', norm ** 2 / 2],
  ] as const)('has the %s of its norm, wherever it is taken', (name, expected) => {
    const inputs = {
      w: array(w, [4, 1]),
      real: normalArray(key(1), [BATCH, 4]),
      generated: normalArray(key(2), [BATCH, 4]),
    };
    const { penalty } = evaluate(inputs, (tensors) => ({
      penalty: penaltyOf(gradientPenalties[name], {
        judge: (x) => x.matmul(tensors.w as Tensor),
        real: tensors.real as Tensor,
        generated: tensors.generated as Tensor,
      }),
    }));
    expect(penalty!.data[0]).toBeCloseTo(expected, 9);
  });

  test('of slope 0 has finite gradients', () => {
    const inputs = {
      w: array([0, 0], [2, 1]),
      real: normalArray(key(1), [BATCH, 2]),
      generated: normalArray(key(2), [BATCH, 2]),
    };
    for (const name of names) {
      const { gradient } = evaluate(inputs, (tensors) => {
        const penalty = penaltyOf(gradientPenalties[name], {
          judge: (x) => x.matmul(tensors.w as Tensor),
          real: tensors.real as Tensor,
          generated: tensors.generated as Tensor,
        });
        return { gradient: gradientsOf(penalty, { w: tensors.w! }).w! };
      });
      expect(gradient!.data.every(Number.isFinite)).toBe(true);
    }
  });
});

test('a critic ½ Σ x² has its slope at the points that each penalty chooses', () => {
  // Real examples at distance 2 from the origin, generated ones at 0: the slope is the distance.
  const inputs = { real: array([2, 0, 0, 2], [2, 2]), generated: array([0, 0, 0, 0], [2, 2]) };
  const judge = (x: Tensor) => x.square().sum(1, true).mul(0.5);
  const at = (name: GradientPenaltyName, drawn: Record<string, ReturnType<typeof array>>) =>
    evaluateWith(inputs, drawn, (tensors) => ({
      penalty: gradientPenalties[name]({
        judge,
        real: tensors.real as Tensor,
        generated: tensors.generated as Tensor,
        place: randomRoot,
      }),
    })).penalty!.data[0]!;
  expect(at('r1', {})).toBeCloseTo(2, 9);
  // Slopes of 0.5 · 2 = 1 and 0.25 · 2 = 0.5.
  const share = { 'random/share': array([0.5, 0.25], [2, 1]) };
  expect(at('gradient-penalty', share)).toBeCloseTo((0 + 0.25) / 2, 6);
  // The deviation of 2, 0, 0, 2 is 1: half of it along the first axis.
  const noise = { 'random/noise': array([1, 0, 0, 1], [2, 2]) };
  expect(at('dragan', noise)).toBeCloseTo(1.5 ** 2, 6);
});

const critics: Readonly<Record<string, Layer>> = {
  dense: sequential({ hidden: dense(5, { activation: 'softplus' }), logit: dense(1) }),
  'convolution and leaky ReLU': sequential({
    conv1: conv(3, 3, { strides: 2, padding: 'same', activation: 'leakyRelu' }),
    conv2: conv(2, 3, { padding: 'same', activation: 'leakyRelu' }),
    flatten: flatten(),
    logit: dense(1),
  }),
  'layer norm': sequential({
    conv: conv(3, 3, { strides: 2, padding: 'same' }),
    norm: layerNorm(),
    activation: activation('leakyRelu'),
    flatten: flatten(),
    logit: dense(1),
  }),
  'batch norm': sequential({
    conv: conv(3, 3, { strides: 2, padding: 'same' }),
    norm: batchNorm(),
    activation: activation('leakyRelu'),
    flatten: flatten(),
    logit: dense(1),
  }),
  'minibatch layers': sequential({
    conv: conv(3, 3, { strides: 2, padding: 'same', activation: 'softplus' }),
    deviation: minibatchStandardDeviation(BATCH),
    flatten: flatten(),
    discrimination: minibatchDiscrimination({ kernels: 3, kernelSize: 2 }),
    logit: dense(1),
  }),
};

describe.each(Object.entries(critics))('through %s', (name, critic) => {
  const input = name === 'dense' ? [4] : [2, 4, 4];
  test.each(names)('%s has the gradient of its differences', (penalty) => {
    const { params, state } = critic.init(key(4), input);
    const constants = inDoublePrecision(state);
    const inputs = {
      params: inDoublePrecision(params),
      real: normalArray(key(5), [BATCH, ...input]),
      generated: normalArray(key(6), [BATCH, ...input]),
    };
    const stated = { ...inputs, ...(Object.keys(constants).length > 0 && { state: constants }) };
    // Third derivatives are large, so that differences have fewer digits.
    expectExactGradient(
      stated,
      (tensors) =>
        penaltyOf(gradientPenalties[penalty], {
          judge: (x) =>
            critic.apply(
              { params: branch(tensors, 'params'), state: branch(tensors, 'state') },
              x,
              {
                training: true,
                place: randomRoot,
              },
            ).output,
          real: tensors.real as Tensor,
          generated: tensors.generated as Tensor,
        }),
      1e-5,
    );
  });
});

test('a spectrally normalised linear critic has slope 1', () => {
  const critic = spectralNormalization(dense(1, { bias: false }));
  const variables = critic.init(key(3), [6]);
  const inputs = {
    params: inDoublePrecision(variables.params),
    state: inDoublePrecision(variables.state),
    real: normalArray(key(1), [BATCH, 6]),
    generated: normalArray(key(2), [BATCH, 6]),
  };
  const { penalty } = evaluate(inputs, (tensors) => ({
    penalty: penaltyOf(gradientPenalties.r1, {
      judge: (x) =>
        critic.apply({ params: branch(tensors, 'params'), state: branch(tensors, 'state') }, x, {
          training: false,
          place: randomRoot,
        }).output,
      real: tensors.real as Tensor,
      generated: tensors.generated as Tensor,
    }),
  }));
  expect(penalty!.data[0]).toBeCloseTo(0.5, 5);
  expectClose(penalty, { shape: [], data: [0.5] }, 1e-5);
});
