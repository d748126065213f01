import { expect, test } from 'vitest';
import type { Tree } from '../../src/graph/types.ts';
import { type ConditionalVae, conditionalVaeLoss } from '../../src/models/conditional-vae.ts';
import { withClass, withClassPlanes } from '../../src/nn/class-inputs.ts';
import { sequential } from '../../src/nn/composition.ts';
import { dense, flatten, reshape } from '../../src/nn/layers.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import { fold, key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { branch } from '../../src/tensor/tree.ts';
import {
  array,
  evaluate,
  expectClose,
  expectExactGradient,
  inDoublePrecision,
  normalArray,
} from '../nn/evaluation.ts';

const labelled = (...labels: number[]): ReferenceArray => ({
  dtype: 'int32',
  shape: [labels.length],
  data: Int32Array.from(labels),
});

test('an image gets a plane of ones for its class, a code a one behind it', () => {
  const inputs = {
    x: array([1, 2, 3, 4], [2, 1, 1, 2]),
    z: array([5, 6], [2, 1]),
    y: labelled(2, 0),
  };
  const { planes, codes } = evaluate(inputs, ({ x, z, y }) => ({
    planes: withClassPlanes(x as Tensor, y as Tensor, 3),
    codes: withClass(z as Tensor, y as Tensor, 3),
  }));
  const first = [1, 2, 0, 0, 0, 0, 1, 1];
  const second = [3, 4, 1, 1, 0, 0, 0, 0];
  expectClose(planes, { shape: [2, 4, 1, 2], data: [...first, ...second] }, 0);
  expectClose(codes, { shape: [2, 4], data: [5, 0, 0, 1, 6, 1, 0, 0] }, 0);
});

const model: ConditionalVae = {
  encoder: sequential({ flatten: flatten(), heads: dense(4) }),
  decoder: sequential({ values: dense(4), shape: reshape([1, 2, 2]) }),
  classes: 3,
  likelihood: 'bernoulli',
  reconstructionWeight: 4,
  klWeight: 0.5,
};

const params = {
  encoder: model.encoder.init(fold(key(1), 'encoder'), [4, 2, 2]).params,
  decoder: model.decoder.init(fold(key(1), 'decoder'), [5]).params,
};
const inputs = { params: inDoublePrecision(params), x: normalArray(key(2), [2, 1, 2, 2]) };

function lossOf(tensors: Tree<Tensor>, labels: Tensor) {
  const variables = { params: branch(tensors, 'params'), state: {} };
  const examples = { x: branch(tensors, 'x') as unknown as Tensor, labels };
  return conditionalVaeLoss(model, variables, examples, { training: true, place: randomRoot });
}

test('the loss is the weighted sum of its parts, and depends on the class', () => {
  const parts = (...labels: number[]) =>
    evaluate({ ...inputs, y: labelled(...labels) }, (tensors) => {
      const { loss, reconstruction, kl, error } = lossOf(tensors, branch(tensors, 'y') as never);
      return { loss, reconstruction, kl, error };
    });
  const number = (value: ReferenceArray | undefined) => value!.data[0]!;
  const { loss, reconstruction, kl, error } = parts(0, 1);
  expect(number(reconstruction)).toBeCloseTo(4 * number(error), 6);
  expect(number(loss)).toBeCloseTo(number(reconstruction) + number(kl), 6);
  const others = parts(2, 1);
  expect(number(others.kl)).not.toBeCloseTo(number(kl), 3);
  expect(number(others.error)).not.toBeCloseTo(number(error), 3);
});

test('the loss has an exact gradient', () => {
  expectExactGradient(
    { ...inputs, y: labelled(0, 2) },
    (tensors) => lossOf(tensors, branch(tensors, 'y') as never).loss,
  );
});
