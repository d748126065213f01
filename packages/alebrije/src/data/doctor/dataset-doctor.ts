/** Checks of the datasets, for people: what is there, what is wrong, how to mend it. */

import { UserError } from '../../errors.ts';
import { type Dataset, type Examples, exampleCount } from '../dataset.ts';
import type { DatasetEntry } from '../dataset-entry.ts';
import { DATASETS } from '../entries.ts';
import type { Finding } from './finding.ts';

export interface DatasetStatus {
  readonly name: string;
  /** 'absent': not on this machine, which is a fault only where it was asked for. */
  readonly state: 'ok' | 'absent' | 'bad';
  /** One line: what was found where, or what is wrong. */
  readonly message: string;
  /** One line: what to do about it. */
  readonly mend?: string;
  /** Of the user's own data, one by one. */
  readonly findings?: readonly Finding[];
}

/** Loads every dataset that is there, one after the other, and compares it with its entry. */
export async function diagnoseDatasets(
  entries: readonly DatasetEntry[] = DATASETS,
): Promise<DatasetStatus[]> {
  const statuses: DatasetStatus[] = [];
  for (const entry of entries) statuses.push(await diagnose(entry));
  return statuses;
}

async function diagnose(entry: DatasetEntry): Promise<DatasetStatus> {
  const { name, mend } = entry;
  const advice = mend !== undefined && { mend };
  if (entry.isPresent && !(await entry.isPresent())) {
    return { name, state: 'absent', message: 'not on this machine', ...advice };
  }
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
  if (problem === undefined) return { name, state: 'ok', message: found };
  return { name, state: 'bad', message: problem, ...advice };
}

/** The first thing about a loaded dataset that contradicts its entry. */
function findProblem(dataset: Dataset, entry: DatasetEntry): string | undefined {
  const parts: [string, Examples, number][] = [
    ['training', dataset.train, entry.sizes[0]],
    ['test', dataset.test, entry.sizes[1]],
  ];
  for (const [what, examples, expected] of parts) {
    const size = entry.sizesVary ? exampleCount(examples) : expected;
    const shape = [size, ...entry.shape].join(' x ');
    const actual = examples.values.shape.join(' x ');
    if (actual !== shape) return `the ${what} examples are ${actual}, not ${shape}`;
    const problem = findLabelProblem(examples, what, dataset);
    if (problem !== undefined) return problem;
    const { data } = examples.values;
    if (data instanceof Float32Array && !data.every(Number.isFinite)) {
      return `the ${what} examples hold values that are not finite`;
    }
  }
  return undefined;
}

function findLabelProblem(
  examples: Examples,
  what: string,
  { classNames }: Dataset,
): string | undefined {
  const { labels, attributes } = examples;
  const size = exampleCount(examples);
  if (labels !== undefined && labels.length !== size) {
    return `there are ${labels.length} ${what} labels for ${size} examples`;
  }
  const classCount = classNames?.length ?? Number.POSITIVE_INFINITY;
  if (labels?.some((label) => label < 0 || label >= classCount)) {
    return `a label of the ${what} examples is outside 0..${classCount - 1}`;
  }
  if (attributes && attributes.values.length !== size * attributes.names.length) {
    return `there are ${attributes.values.length} ${what} attributes for ${size} examples of ${attributes.names.length}`;
  }
  return undefined;
}
