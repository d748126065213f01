import { expect, test } from 'vitest';
import { createOptimizer } from '../../src/optim/optimizer.ts';
import { withClippedWeights } from '../../src/optim/weight-clipping.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { constant } from '../../src/tensor/tensor.ts';
import { array, evaluate } from '../nn/evaluation.ts';

test('weights move as the optimizer says, and then back into the box', () => {
  const optimizer = createOptimizer({ name: 'sgd' });
  const outputs = evaluate(
    { p: array([0, 0.4, -0.4, 0]), g: array([1, -2, 2, -0.25]) },
    (tensors) => {
      const inputs = {
        params: { w: tensors.p as Tensor },
        gradients: { w: tensors.g as Tensor },
        slots: {},
        step: constant(1),
        learningRate: constant(0.5),
      };
      return {
        free: optimizer.update(inputs).params.w!,
        clipped: withClippedWeights(optimizer, 0.25).update(inputs).params.w!,
      };
    },
  );
  expect(Array.from(outputs.free!.data)).toEqual([-0.5, 1.4, -1.4, 0.125]);
  expect(Array.from(outputs.clipped!.data)).toEqual([-0.25, 0.25, -0.25, 0.125]);
});

test('its slots are those of the optimizer', () => {
  const adam = createOptimizer({ name: 'adam' });
  const params = { w: { dtype: 'float32' as const, shape: [2] } };
  expect(withClippedWeights(adam, 1).slots(params)).toEqual(adam.slots(params));
});
