import { describe, expect, test } from 'vitest';
import {
  codeDiscriminator,
  discriminatorLoss,
  permuteNumbers,
  totalCorrelation,
} from '../../src/models/factor-vae.ts';
import { summarize } from '../../src/nn/summary.ts';
import { key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { array, evaluate, normalArray } from '../nn/evaluation.ts';

const [BATCH, SIZE] = [50, 4];

describe('permuted codes', () => {
  // Number j of code i is 100 j + i, so that each can be traced to where it came from.
  const code = array(
    Array.from({ length: BATCH * SIZE }, (_, at) => 100 * (at % SIZE) + Math.floor(at / SIZE)),
    [BATCH, SIZE],
  );
  const { permuted } = evaluate({ code }, (tensors) => ({
    permuted: permuteNumbers(tensors.code as Tensor, randomRoot),
  }));
  const origins = (column: number) =>
    Array.from({ length: BATCH }, (_, row) => permuted!.data[row * SIZE + column]! - 100 * column);

  test('keep each number among its like, all of them', () => {
    for (let column = 0; column < SIZE; column++) {
      expect(origins(column).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: BATCH }, (_, row) => row),
      );
    }
  });

  test('have each number in an order of its own', () => {
    const orders = [0, 1, 2, 3].map((column) => origins(column).join());
    expect(new Set(orders).size).toBe(SIZE);
    // Rows of one origin throughout would be whole codes.
    const whole = origins(0).filter((origin, row) => origins(1)[row] === origin).length;
    expect(whole).toBeLessThan(BATCH / 5);
  });
});

test('the discriminator has the sizes of the paper, with one logit', () => {
  const hidden = [1000, 1000, 1000, 1000, 1000, 1000];
  expect(summarize(codeDiscriminator(hidden), [10]).total).toBe(
    10 * 1000 + 1000 + 5 * (1000 * 1000 + 1000) + 1000 + 1,
  );
});

test('the total correlation is the mean of ln D − ln(1 − D)', () => {
  const odds = [0.9, 0.2, 0.5];
  const logits = array(
    odds.map((d) => Math.log(d / (1 - d))),
    [3, 1],
  );
  const { value } = evaluate({ logits }, (t) => ({ value: totalCorrelation(t.logits as Tensor) }));
  const expected = odds.reduce((sum, d) => sum + (Math.log(d) - Math.log(1 - d)) / 3, 0);
  expect(value!.data[0]).toBeCloseTo(expected, 12);
});

test('the loss of the discriminator is the mean cross-entropy of both kinds, finite at ±100', () => {
  const lossOf = (whole: number[], permuted: number[]) =>
    evaluate({ whole: array(whole, [2, 1]), permuted: array(permuted, [2, 1]) }, (t) => ({
      loss: discriminatorLoss(t.whole as Tensor, t.permuted as Tensor),
    })).loss!.data[0]!;
  expect(lossOf([0, 0], [0, 0])).toBeCloseTo(Math.LN2, 12);
  const d = (logit: number) => 1 / (1 + Math.exp(-logit));
  const expected =
    -0.5 *
    ((Math.log(d(2)) + Math.log(d(-1))) / 2 + (Math.log(1 - d(0.5)) + Math.log(1 - d(3))) / 2);
  expect(lossOf([2, -1], [0.5, 3])).toBeCloseTo(expected, 12);
  expect(lossOf([100, 100], [-100, -100])).toBeCloseTo(0, 12);
  expect(lossOf([-100, -100], [100, 100])).toBeCloseTo(100, 12);
});

test('a discriminator that knows both densities measures the total correlation', () => {
  // Two numbers with correlation ρ have a total correlation of −½ ln(1 − ρ²).
  const rho = 0.8;
  const draws = normalArray(key(5), [20_000, 2]);
  const logit = (x: number, y: number) =>
    -0.5 * Math.log(1 - rho ** 2) -
    (rho ** 2 * (x * x + y * y) - 2 * rho * x * y) / (2 * (1 - rho ** 2));
  const logits = Array.from({ length: 20_000 }, (_, row) => {
    const [x, e] = [draws.data[2 * row]!, draws.data[2 * row + 1]!];
    return logit(x, rho * x + Math.sqrt(1 - rho ** 2) * e);
  });
  const { value } = evaluate({ logits: array(logits, [20_000, 1]) }, (t) => ({
    value: totalCorrelation(t.logits as Tensor),
  }));
  expect(value!.data[0]).toBeCloseTo(-0.5 * Math.log(1 - rho ** 2), 1);
});
