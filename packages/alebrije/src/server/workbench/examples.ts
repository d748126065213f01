/** Parts of the data of an opened run. */

import { type Examples, exampleCount } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import type { OpenModel } from '../../runs/open-model.ts';
import { resolveTrainedClass, trainedClasses } from '../../runs/pictures/class-samples.ts';
import { classNamesOf } from '../../runs/pictures/picture.ts';

export type Split = 'train' | 'test';

/** 'test' are the held-out examples. */
export function examplesOf({ data }: OpenModel, split: Split): Examples {
  return split === 'train' ? data.train : data.validation;
}

/** @throws UserError if one is not there */
export function expectIndices(examples: Examples, indices: readonly number[]): void {
  const total = exampleCount(examples);
  const wrong = indices.find((index) => index >= total);
  if (wrong === undefined) return;
  throw new UserError(`there is no example ${wrong}: give 0 to ${total - 1}`);
}

/** Names of classes, where the examples have any. */
export function namesOf(model: OpenModel): { readonly classNames?: readonly string[] } {
  const classNames = classNamesOf(model);
  return classNames ? { classNames } : {};
}

/** The labels of the first examples, or those of some. */
export function labelsOf(
  { labels }: Examples,
  indices: readonly number[],
): { readonly labels?: readonly number[] } {
  return labels ? { labels: indices.map((index) => labels[index]!) } : {};
}

/**
 * The class that each of so many codes is decoded as, where the model is told one: the given one, or all
 * that it was trained on in turn.
 * @throws UserError if a class is given that the model is not told or does not know
 */
export function toldLabels(
  model: OpenModel,
  count: number,
  given: number | string | undefined,
): Int32Array | undefined {
  if (model.system.views.classes === undefined) {
    if (given === undefined) return undefined;
    throw new UserError('this run’s model is not told classes: leave the class out');
  }
  if (given !== undefined) {
    return new Int32Array(count).fill(resolveTrainedClass(model, String(given)));
  }
  const trained = trainedClasses(model);
  return Int32Array.from({ length: count }, (_, row) => trained[row % trained.length]!);
}
