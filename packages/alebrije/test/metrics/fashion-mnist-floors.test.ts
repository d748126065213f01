/** The floors that the recipes' results are compared with, from the full data where it is found. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dataset, splitLast } from '../../src/data/dataset.ts';
import { loadFashionMnist } from '../../src/data/fashion-mnist.ts';
import { UserError } from '../../src/errors.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { type Covariance, gatherCovariance } from '../../src/metrics/covariance.ts';
import { fitPca, pcaReconstruct } from '../../src/metrics/pca.ts';
import { meanSquaredError, targetEntropy } from '../../src/metrics/reconstruction.ts';
import { repeatRow } from '../../src/metrics/samples.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import { rowsOf } from '../../src/train/model-session.ts';

async function findDataset(): Promise<Dataset | string> {
  try {
    return await loadFashionMnist();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

const found = await findDataset();
const reason = typeof found === 'string' ? ` (skipped: ${found})` : '';

function unitRows(values: HostTensor): HostTensor {
  const [count] = values.shape as readonly [number];
  const data = Float32Array.from(values.data, (value) => value / 255);
  return { dtype: 'float32', shape: [count, data.length / count], data };
}

describe.skipIf(reason !== '')(`floors of Fashion-MNIST${reason}`, () => {
  let covariance: Covariance;
  let validation: HostTensor;

  beforeAll(async () => {
    const [train, held] = splitLast((found as Dataset).train, 5000);
    validation = unitRows(held.values);
    const runtime = await createRuntime('cpu-inline');
    function* chunks() {
      for (let begin = 0; begin < 55_000; begin += 1000) {
        yield unitRows(rowsOf(train.values, begin, begin + 1000));
      }
    }
    covariance = await gatherCovariance(runtime, chunks());
    await runtime.dispose();
  });
  afterAll(() => {
    covariance = undefined as never;
  });

  test('the mean image', () => {
    const prediction = repeatRow(covariance.mean, validation);
    expect(meanSquaredError(prediction, validation)).toBeCloseTo(0.0875, 4);
  });

  test.each([
    [2, 0.0467],
    [10, 0.0245],
    [30, 0.0157],
  ])('PCA with %i components', (components, expected) => {
    const pca = fitPca(covariance, components);
    expect(meanSquaredError(pcaReconstruct(pca, validation), validation)).toBeCloseTo(expected, 4);
  });

  test('entropy of the pixels, and padded to 32x32', () => {
    const entropy = targetEntropy(unitRows((found as Dataset).test.values));
    expect(entropy).toBeCloseTo(0.2422, 4);
    expect((entropy * 28 * 28) / (32 * 32)).toBeCloseTo(0.1854, 4);
  });
});
