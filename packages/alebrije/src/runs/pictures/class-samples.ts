/** Samples by class, of a model that is told the class. */

import { classCount, resolveClasses } from '../../data/selection.ts';
import { UserError } from '../../errors.ts';
import type { OpenModel } from '../open-model.ts';
import { priorCodes } from './codes.ts';
import type { Picture, PicturedModel } from './picture.ts';
import { sampleGrid } from './sample-grid.ts';
import { describeTruncation, truncated, truncationIn } from './truncation.ts';

export interface ClassSampleOptions {
  /** Default 10 of each class, or 64 of one. */
  readonly count?: number | undefined;
  /** Default: the run's. */
  readonly seed?: number | undefined;
  /** Name or number of the only class to show. */
  readonly class?: string | undefined;
  /** See `truncated`; of the prior N(0, I) alone. */
  readonly truncation?: number | undefined;
}

interface ClassDraw {
  readonly count: number;
  readonly seed: number;
  readonly truncation: number | undefined;
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
  { count, seed = model.config.seed, class: only, truncation }: ClassSampleOptions,
): Promise<Picture> {
  if (only === undefined) {
    return ofEachClass(model, { count: count ?? OF_EACH_CLASS, seed, truncation });
  }
  const label = resolveTrainedClass(model, only);
  return ofOneClass(model, label, { count: count ?? OF_ONE, seed, truncation });
}

const howDrawn = ({ system }: OpenModel): string =>
  system.views.hasUniformPrior
    ? 'codes drawn one after the other and decoded,'
    : 'codes from N(0, I), decoded';

async function ofEachClass(model: OpenModel, draw: ClassDraw): Promise<Picture> {
  const { count, seed, truncation } = draw;
  const shown = trainedClasses(model);
  const names = toldClassNames(model);
  const codes = priorCodes(model.system.views, seed, shown.length * count);
  const png = await sampleGrid(model, truncated(codes, truncation), {
    title: `${count} samples of each class: ${howDrawn(model)} with the class`,
    subtitle: `Nothing was picked.${describeTruncation(truncation)} Seed ${seed}.`,
    labels: Int32Array.from(shown.flatMap((label) => Array.from({ length: count }, () => label))),
    columns: count,
    rowLabels: shown.map((label) => names[label]!),
  });
  return { png, numbers: { count, seed, ...truncationIn(truncation), classes: shown.length } };
}

async function ofOneClass(
  model: OpenModel,
  label: number,
  { count, seed, truncation }: ClassDraw,
): Promise<Picture> {
  const codes = priorCodes(model.system.views, seed, count);
  const png = await sampleGrid(model, truncated(codes, truncation), {
    title: `${count} samples of the class ${toldClassNames(model)[label]}: ${howDrawn(model)}`,
    subtitle: `Nothing was picked.${describeTruncation(truncation)} Seed ${seed}.`,
    labels: new Int32Array(count).fill(label),
  });
  return { png, numbers: { count, seed, ...truncationIn(truncation), class: label } };
}
