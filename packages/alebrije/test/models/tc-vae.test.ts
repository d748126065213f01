import { expect, test } from 'vitest';
import { decomposeKl } from '../../src/models/tc-vae.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import { key } from '../../src/tensor/key.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { evaluate, expectExactGradient, normalArray } from '../nn/evaluation.ts';

const [BATCH, SIZE, COUNT] = [5, 3, 400];

const inputs = {
  code: normalArray(key(1), [BATCH, SIZE]),
  mean: normalArray(key(2), [BATCH, SIZE]),
  logVar: normalArray(key(3), [BATCH, SIZE]),
};

type Inputs = Readonly<Record<keyof typeof inputs, Tensor>>;

const partsOf = (tensors: unknown) => {
  const { code, mean, logVar } = tensors as Inputs;
  return decomposeKl(code, { mean, logVar }, COUNT);
};

/** ln N(z; mean, exp(logVar)) of number d of code i under the posterior of example k. */
function logDensity(i: number, k: number, d: number): number {
  const [z, mean, logVar] = [inputs.code, inputs.mean, inputs.logVar].map(
    ({ data }: ReferenceArray, index) => data[(index === 0 ? i : k) * SIZE + d]!,
  ) as [number, number, number];
  return -0.5 * (Math.log(2 * Math.PI) + logVar + (z - mean) ** 2 / Math.exp(logVar));
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** The sums of equation S4 as they stand. */
function expectedParts() {
  let [mutual, correlation, dimensionwise] = [0, 0, 0];
  for (const i of range(BATCH)) {
    const joint = Math.log(
      total(range(BATCH).map((k) => Math.exp(total(range(SIZE).map((d) => logDensity(i, k, d)))))) /
        (BATCH * COUNT),
    );
    const marginals = total(
      range(SIZE).map((d) =>
        Math.log(total(range(BATCH).map((k) => Math.exp(logDensity(i, k, d)))) / (BATCH * COUNT)),
      ),
    );
    const posterior = total(range(SIZE).map((d) => logDensity(i, i, d)));
    const prior = total(
      range(SIZE).map((d) => -0.5 * (Math.log(2 * Math.PI) + inputs.code.data[i * SIZE + d]! ** 2)),
    );
    mutual += (posterior - joint) / BATCH;
    correlation += (joint - marginals) / BATCH;
    dimensionwise += (marginals - prior) / BATCH;
  }
  return { mutual, correlation, dimensionwise, sum: mutual + correlation + dimensionwise };
}

test('the parts are the sums of minibatch-weighted sampling', () => {
  const parts = evaluate(inputs, (tensors) => ({ ...partsOf(tensors) }));
  const { mutual, correlation, dimensionwise } = expectedParts();
  expect(parts.mutualInformation!.data[0]).toBeCloseTo(mutual, 5);
  expect(parts.totalCorrelation!.data[0]).toBeCloseTo(correlation, 5);
  expect(parts.dimensionwiseKl!.data[0]).toBeCloseTo(dimensionwise, 5);
});

test('together they are the mean of ln q(z|x) − ln p(z), whatever the number of examples', () => {
  const { sum } = evaluate(inputs, (tensors) => {
    const { mutualInformation, totalCorrelation, dimensionwiseKl } = partsOf(tensors);
    return { sum: mutualInformation.add(totalCorrelation).add(dimensionwiseKl) };
  });
  const direct = total(
    range(BATCH * SIZE).map((at) => {
      const z = inputs.code.data[at]!;
      const deviation = (z - inputs.mean.data[at]!) ** 2 / Math.exp(inputs.logVar.data[at]!);
      return 0.5 * (z * z - deviation - inputs.logVar.data[at]!);
    }),
  );
  expect(sum!.data[0]).toBeCloseTo(direct / BATCH, 5);
});

test('codes whose numbers repeat each other have more total correlation than independent ones', () => {
  const spread = normalArray(key(4), [200, 2]);
  const repeated = { ...spread, data: spread.data.map((_, at) => spread.data[at - (at % 2)]!) };
  const correlationOf = (code: ReferenceArray) =>
    evaluate({ code }, (tensors) => {
      const z = tensors.code as Tensor;
      return { value: decomposeKl(z, { mean: z, logVar: z.mul(0).sub(4) }, 200).totalCorrelation };
    }).value!.data[0]!;
  expect(correlationOf(repeated)).toBeGreaterThan(correlationOf(spread) + 1);
});

test.each(['mutualInformation', 'totalCorrelation', 'dimensionwiseKl'] as const)(
  'the gradient of %s is exact',
  (name) => {
    expectExactGradient(inputs, (tensors) => partsOf(tensors)[name]);
  },
);
