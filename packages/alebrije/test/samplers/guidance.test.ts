/** Guidance: what the network is asked, and what is made of its two answers. */

import { expect, test } from 'vitest';
import { guided } from '../../src/samplers/guidance.ts';
import { type Tensor, tensorOf } from '../../src/tensor/tensor.ts';
import { array, evaluate } from '../nn/evaluation.ts';

/** x + 10 t + 100 c. */
const predict = (x: Tensor, times: Tensor, condition: Tensor) =>
  x.add(times.mul(10).expandDims(1)).add(condition.mul(100).expandDims(1));

const guidedBy = (scale: number, asked: number[] = []) =>
  Array.from(
    evaluate({ x: array([1, 2], [2, 1]) }, ({ x }) => {
      const condition = { given: tensorOf([1, 2]), none: tensorOf([0, 0]) };
      const counted = (noisy: Tensor, times: Tensor, told: Tensor) => {
        asked.push(noisy.shape[0]!);
        return predict(noisy, times, told);
      };
      return { y: guided(counted, condition, scale)(x as Tensor, tensorOf([3, 4])) };
    }).y!.data,
  );

test('a scale of 0 forgets the condition, 1 obeys it, more exaggerates it', () => {
  expect(guidedBy(0)).toEqual([31, 42]);
  expect(guidedBy(1)).toEqual([131, 242]);
  // (1 + w) c − w u with w = s − 1 = 2.
  expect(guidedBy(3)).toEqual([3 * 131 - 2 * 31, 3 * 242 - 2 * 42]);
});

test('both answers come from one batch, and one where one is enough', () => {
  const asked: number[] = [];
  guidedBy(3, asked);
  guidedBy(1, asked);
  expect(asked).toEqual([4, 2]);
});
