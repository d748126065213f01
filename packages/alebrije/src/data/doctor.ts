/** Checks of the datasets, for people: what is there, what is wrong, how to mend it. */

import { UserError } from '../errors.ts';
import { type Dataset, type Examples, exampleCount } from './dataset.ts';
import { DATASETS, type DatasetEntry } from './registry.ts';

export interface DatasetStatus {
  readonly name: string;
  readonly ok: boolean;
  /** One line: what was found where, or what is wrong. */
  readonly message: string;
  /** One line: what to do about it. */
  readonly mend?: string;
}

/** Loads every dataset, one after the other, and compares it with its entry. */
export async function diagnoseDatasets(
  entries: readonly DatasetEntry[] = DATASETS,
): Promise<DatasetStatus[]> {
  const statuses: DatasetStatus[] = [];
  for (const entry of entries) statuses.push(await diagnose(entry));
  return statuses;
}

async function diagnose(entry: DatasetEntry): Promise<DatasetStatus> {
  const { name, mend } = entry;
  let problem: string | undefined;
  let found = '';
  try {
    const dataset = await entry.load({ seed: 0 });
    problem = findProblem(dataset, entry);
    const [train, test] = [exampleCount(dataset.train), exampleCount(dataset.test)];
    found = `${train} + ${test} examples of ${entry.shape.join(' x ')}: ${dataset.source}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problem = error.message;
  }
  if (problem === undefined) return { name, ok: true, message: found };
  return { name, ok: false, message: problem, ...(mend !== undefined && { mend }) };
}

/** The first thing about a loaded dataset that contradicts its entry. */
function findProblem(dataset: Dataset, entry: DatasetEntry): string | undefined {
  const parts: [string, Examples, number][] = [
    ['training', dataset.train, entry.sizes[0]],
    ['test', dataset.test, entry.sizes[1]],
  ];
  for (const [what, examples, size] of parts) {
    const shape = [size, ...entry.shape].join(' x ');
    const actual = examples.values.shape.join(' x ');
    if (actual !== shape) return `the ${what} examples are ${actual}, not ${shape}`;
    const { labels } = examples;
    if (labels !== undefined && labels.length !== size) {
      return `there are ${labels.length} ${what} labels for ${size} examples`;
    }
    const classCount = dataset.classNames?.length ?? Number.POSITIVE_INFINITY;
    if (labels?.some((label) => label < 0 || label >= classCount)) {
      return `a label of the ${what} examples is outside 0..${classCount - 1}`;
    }
    const { data } = examples.values;
    if (data instanceof Float32Array && !data.every(Number.isFinite)) {
      return `the ${what} examples hold values that are not finite`;
    }
  }
  return undefined;
}
