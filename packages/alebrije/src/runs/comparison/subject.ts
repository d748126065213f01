/** What runs are compared on: examples that none of them was trained on, and what PCA makes of them. */

import { type Examples, exampleCount, takeFirst } from '../../data/dataset.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor } from '../../graph/types.ts';
import { gatherCovariance } from '../../metrics/covariance.ts';
import { fitPca } from '../../metrics/pca.ts';
import { pcaErrors } from '../../metrics/pca-errors.ts';
import { rowsOf } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';
import { chooseExamples, classNamesOf } from '../pictures/picture.ts';
import { storedValues } from './alignment.ts';

export interface Subject {
  readonly kind: 'image' | 'vector';
  /** The first test examples, as stored and as numbers. */
  readonly examples: Examples;
  readonly values: HostTensor;
  /** Indices of those that are drawn. */
  readonly chosen: readonly number[];
  readonly classNames: readonly string[] | undefined;
  /** Squared error per number of PCA with k components; nothing where PCA keeps everything. */
  pcaError(components: number): number | undefined;
}

export interface SubjectOptions {
  /** Images to draw. */
  readonly count: number;
  /** Test examples to measure on, all unless given. */
  readonly limit?: number | undefined;
  /** Components that PCA's error is asked for. */
  readonly codeSizes: readonly number[];
}

/** Rows whose products are summed in single precision before they join the covariance. */
const COVARIANCE_ROWS = 1000;

function* storedChunks({ values }: Examples): Generator<HostTensor> {
  const total = values.shape[0]!;
  for (let begin = 0; begin < total; begin += COVARIANCE_ROWS) {
    yield storedValues(rowsOf(values, begin, Math.min(begin + COVARIANCE_ROWS, total)));
  }
}

/**
 * The test examples of a run's dataset, and PCA fitted to its training examples.
 * @throws UserError if there are fewer than are to be drawn
 */
export async function subjectOf(
  model: OpenModel,
  { count, limit, codeSizes }: SubjectOptions,
): Promise<Subject> {
  const { test } = model.data.dataset;
  const examples = takeFirst(test, Math.min(limit ?? exampleCount(test), exampleCount(test)));
  const values = storedValues(examples.values);
  const isImage = model.data.info.kind === 'image';
  const chosen = isImage ? chooseExamples(examples, count) : [];
  const size = sizeOf(values.shape.slice(1));
  const most = Math.max(0, ...codeSizes.filter((codeSize) => codeSize < size));
  const covariance = await gatherCovariance(model.runtime, storedChunks(model.data.train));
  const errors = most > 0 ? pcaErrors(fitPca(covariance, most), values) : undefined;
  return {
    kind: model.data.info.kind,
    examples,
    values,
    chosen,
    classNames: classNamesOf(model),
    pcaError: (components) => (components < size ? errors?.[components] : undefined),
  };
}
