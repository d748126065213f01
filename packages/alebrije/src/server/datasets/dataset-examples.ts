/** Examples of a dataset as they are stored, to be looked at. */

import { type Dataset, exampleCount } from '../../data/dataset.ts';
import { findDatasetEntry } from '../../data/registry.ts';
import { classCount, pickExamples } from '../../data/selection.ts';
import { UserError } from '../../errors.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { DatasetExamples } from '../contract/datasets.ts';
import { encodeFloats, encodeTensor } from '../workbench/arrays.ts';
import type { Job, Task } from '../workbench/jobs.ts';

type ExamplesJob = Extract<Job, { readonly kind: 'dataset-examples' }>;

/** Numbers in the examples of one answer. */
const MOST_NUMBERS = 16_000_000;
/** Milliseconds that a dataset stays in memory after it was looked at. */
const KEPT_MS = 120_000;

let kept: { readonly name: string; readonly dataset: Promise<Dataset> } | undefined;
let forgetting: NodeJS.Timeout | undefined;

/** One at a time: some take gigabytes. */
async function datasetNamed(name: string, { signal, tell }: Task): Promise<Dataset> {
  clearTimeout(forgetting);
  if (kept?.name !== name) {
    const entry = await findDatasetEntry(name);
    const dataset = entry.load({
      seed: 0,
      signal,
      onProgress: ({ what, done, total }) => tell({ what: 'opening', text: what, done, total }),
    });
    const loading = { name, dataset };
    kept = loading;
    dataset.catch(() => {
      if (kept === loading) kept = undefined;
    });
  }
  forgetting = setTimeout(() => {
    kept = undefined;
  }, KEPT_MS);
  forgetting.unref();
  return kept!.dataset;
}

/** What was read of a dataset that has another content now. */
export function forgetDataset(): void {
  kept = undefined;
}

function sizesOf(labels: Int32Array, classes: number): number[] {
  const sizes = new Array<number>(classes).fill(0);
  for (const label of labels) sizes[label]! += 1;
  return sizes;
}

export async function datasetExamples(
  { dataset: name, split, offset, count, label }: ExamplesJob,
  task: Task,
): Promise<DatasetExamples> {
  const dataset = await datasetNamed(name, task);
  const part = split === 'train' ? dataset.train : dataset.test;
  const { labels } = part;
  if (label !== undefined && !labels) throw new UserError(`${name} has no classes`);
  const all = Array.from({ length: exampleCount(part) }, (_, index) => index);
  const chosen = label === undefined ? all : all.filter((index) => labels![index] === label);
  const fitting = Math.max(1, Math.floor(MOST_NUMBERS / sizeOf(part.values.shape.slice(1))));
  const indices = chosen.slice(offset, offset + Math.min(count, fitting));
  const { values, colour, attributes, ...picked } = pickExamples(part, indices);
  return {
    total: chosen.length,
    offset,
    examples: encodeTensor(values),
    indices,
    ...(picked.labels && {
      labels: [...picked.labels],
      classSizes: sizesOf(labels!, classCount(dataset)),
    }),
    ...(dataset.classNames && { classNames: dataset.classNames }),
    ...(colour && { colour: encodeFloats([indices.length], colour) }),
    ...(attributes && {
      attributes: {
        names: attributes.names,
        values: encodeTensor({
          dtype: 'uint8',
          shape: [indices.length, attributes.names.length],
          data: attributes.values,
        }),
      },
    }),
    source: dataset.source,
  };
}
