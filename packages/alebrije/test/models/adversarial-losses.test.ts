/** Losses of both sides against PyTorch. */

import { describe, expect, test } from 'vitest';
import {
  type AdversarialLoss,
  type AdversarialLossName,
  adversarialLosses,
} from '../../src/models/adversarial-losses.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { gradientsOf } from '../../src/tensor/trace.ts';
import { type GoldenArray, loadAdversarial } from '../fixtures/golden/load-golden.ts';
import { array, evaluate, expectClose } from '../nn/evaluation.ts';

const golden = loadAdversarial().cases.filter(({ loss }) => loss !== undefined);
const names = Object.keys(adversarialLosses) as AdversarialLossName[];

function lossesOf(
  name: AdversarialLossName,
  real: readonly number[],
  generated: readonly number[],
  smoothing = 0,
) {
  const { discriminator, generator }: AdversarialLoss = adversarialLosses[name];
  const inputs = {
    real: array(real, [real.length, 1]),
    generated: array(generated, [generated.length, 1]),
  };
  return evaluate(inputs, (tensors) => {
    const scores = { real: tensors.real as Tensor, generated: tensors.generated as Tensor };
    const [first, second] = [discriminator(scores, smoothing), generator(scores.generated)];
    return {
      discriminator: first,
      generator: second,
      byDiscriminator: gradientsOf(first, scores),
      byGenerator: gradientsOf(second, scores),
    };
  });
}

test('every loss has a golden case, and every one with targets a smoothed one', () => {
  const cases = (isSmoothed: boolean) =>
    golden.filter(({ smoothing }) => smoothing! > 0 === isSmoothed).map(({ loss }) => loss);
  expect(cases(false)).toEqual(names);
  expect(cases(true)).toEqual(names.filter((name) => adversarialLosses[name].hasTargets));
});

describe.each(golden)('$name', ({ loss, smoothing, inputs, outputs, gradients }) => {
  const dataOf = (name: string) => (inputs[name] as GoldenArray).data;
  const found = lossesOf(
    loss as AdversarialLossName,
    dataOf('real'),
    dataOf('generated'),
    smoothing,
  );

  test('has the values and gradients of PyTorch', () => {
    expectClose(found.discriminator, outputs.discriminator!, 1e-7);
    expectClose(found.generator, outputs.generator!, 1e-7);
    expectClose(found['byDiscriminator.real'], gradients.real!, 1e-7);
    expectClose(found['byDiscriminator.generated'], gradients.generated!, 1e-7);
    expectClose(found['byGenerator.generated'], gradients.generatorOfGenerated!, 1e-7);
  });
});

test.each(names)('%s: better scores lower each side, and all is finite at ±100', (name) => {
  const right = lossesOf(name, [2, 3], [-2, -3]);
  const wrong = lossesOf(name, [-2, -3], [2, 3]);
  expect(right.discriminator!.data[0]).toBeLessThan(wrong.discriminator!.data[0]!);
  if (name === 'least-squares') {
    expect(lossesOf(name, [1], [1]).generator!.data[0]).toBe(0);
  } else {
    expect(wrong.generator!.data[0]).toBeLessThan(right.generator!.data[0]!);
  }
  for (const { data } of Object.values(lossesOf(name, [100, -100], [-100, 100]))) {
    expect(data.every(Number.isFinite)).toBe(true);
  }
});

test('the saturating generator has no slope left where it is seen through, the other one has', () => {
  const slope = (name: AdversarialLossName) =>
    lossesOf(name, [0], [-20])['byGenerator.generated']!.data[0]!;
  expect(Math.abs(slope('minimax'))).toBeLessThan(1e-8);
  expect(slope('non-saturating')).toBeCloseTo(-1, 6);
});

test('minimax: the generator lowers what the discriminator raises, up to the real half', () => {
  const { discriminator, generator } = lossesOf('minimax', [100], [0.7]);
  expect(generator!.data[0]).toBeCloseTo(-2 * discriminator!.data[0]!, 12);
});
