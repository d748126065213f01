/** Samples by class, of a model that is told the class. */

import { classCount, resolveClasses } from '../../data/selection.ts';
import { UserError } from '../../errors.ts';
import type { OpenModel } from '../open-model.ts';
import { priorCodes } from './codes.ts';
import type { Picture, PicturedModel } from './picture.ts';
import { sampleGrid } from './sample-grid.ts';

export interface ClassSampleOptions {
  /** Default 10 of each class, or 64 of one. */
  readonly count?: number | undefined;
  /** Default: the run's. */
  readonly seed?: number | undefined;
  /** Name or number of the only class to show. */
  readonly class?: string | undefined;
}

/** Columns of the picture, which so numbers its samples. */
export const OF_EACH_CLASS = 10;
const OF_ONE = 64;

/** The names of a model's classes; numbers where the data give none. */
export function toldClassNames({ data, session }: PicturedModel): readonly string[] {
  const { classes = 0 } = session.system.views;
  return Array.from({ length: classes }, (_, label) => data.info.classNames?.[label] ?? `${label}`);
}

/** Labels of the classes that a run was trained on. */
export function trainedClasses({ data: { dataset }, config }: OpenModel): readonly number[] {
  if (config.classes !== null) return resolveClasses(dataset, config.classes);
  return Array.from({ length: classCount(dataset) }, (_, label) => label);
}

/** @throws UserError unless the model was trained on such a class */
export function resolveTrainedClass(model: OpenModel, given: string): number {
  const trained = trainedClasses(model);
  const parsed = /^\d+$/.test(given) ? Number(given) : given;
  const [label] = resolveClasses(model.data.dataset, [parsed]) as readonly [number];
  if (trained.includes(label)) return label;
  const names = toldClassNames(model);
  throw new UserError(
    `this run was trained without the class ${names[label]}; it knows ${trained.map((known) => names[known]).join(', ')}`,
  );
}

/**
 * Codes from the model's prior, decoded as each class in rows of their own, or all as one class.
 * Numbers: `count`, `seed`, and `classes` or, of only one, `class`.
 * @throws UserError if the class does not exist
 */
export async function classSamplePicture(
  model: OpenModel,
  { count, seed = model.config.seed, class: only }: ClassSampleOptions,
): Promise<Picture> {
  return only === undefined
    ? ofEachClass(model, count ?? OF_EACH_CLASS, seed)
    : ofOneClass(model, resolveTrainedClass(model, only), count ?? OF_ONE, seed);
}

const howDrawn = ({ system }: OpenModel): string =>
  system.views.hasUniformPrior
    ? 'codes drawn one after the other and decoded,'
    : 'codes from N(0, I), decoded';

async function ofEachClass(model: OpenModel, count: number, seed: number): Promise<Picture> {
  const shown = trainedClasses(model);
  const names = toldClassNames(model);
  const png = await sampleGrid(model, priorCodes(model.system.views, seed, shown.length * count), {
    title: `${count} samples of each class: ${howDrawn(model)} with the class`,
    subtitle: `Nothing was picked. Seed ${seed}.`,
    labels: Int32Array.from(shown.flatMap((label) => Array.from({ length: count }, () => label))),
    columns: count,
    rowLabels: shown.map((label) => names[label]!),
  });
  return { png, numbers: { count, seed, classes: shown.length } };
}

async function ofOneClass(
  model: OpenModel,
  label: number,
  count: number,
  seed: number,
): Promise<Picture> {
  const png = await sampleGrid(model, priorCodes(model.system.views, seed, count), {
    title: `${count} samples of the class ${toldClassNames(model)[label]}: ${howDrawn(model)}`,
    subtitle: `Nothing was picked. Seed ${seed}.`,
    labels: new Int32Array(count).fill(label),
  });
  return { png, numbers: { count, seed, class: label } };
}
