/** Codes that a picture starts from: of validation examples, or of samples where a model has no encoder. */

import { UserError } from '../../errors.ts';
import type { HostTensor } from '../../graph/types.ts';
import type { OpenModel } from '../open-model.ts';
import { OF_EACH_CLASS, toldClassNames, trainedClasses } from './class-samples.ts';
import { priorCodes } from './codes.ts';
import { checkValidationIndex, classNamesOf, hasEncoder, pickLabels, pickRows } from './picture.ts';

export interface ChosenCodes {
  /** [N, Z]. */
  readonly codes: HostTensor;
  /** Class of each [N], where there are any. */
  readonly labels: Int32Array | undefined;
  /** Of each, for people. */
  readonly names: readonly string[];
}

/** What a number stands for: 'validation image' 7, counted from 0, or 'sample' 7, counted from 1. */
export const chosenKind = (model: OpenModel): 'validation image' | 'sample' =>
  hasEncoder(model) ? 'validation image' : 'sample';

/**
 * Validation examples by their index; without an encoder samples by their number in the picture that
 * `sample` draws, row by row from 1.
 * @param seed of the samples; the run's unless given
 * @throws UserError if there is no such example or sample, or a seed is given for examples
 */
export async function chosenCodes(
  model: OpenModel,
  numbers: readonly number[],
  seed?: number,
): Promise<ChosenCodes> {
  if (!hasEncoder(model)) return sampledCodes(model, numbers, seed ?? model.config.seed);
  if (seed !== undefined) {
    throw new UserError(
      '--seed draws the codes of runs without an encoder, and here they are those of held-out examples: leave it out',
    );
  }
  const { validation } = model.data;
  for (const index of numbers) checkValidationIndex(model, index);
  const labels = pickLabels(validation, numbers);
  const classNames = classNamesOf(model);
  return {
    codes: await model.session.encode(pickRows(validation.values, numbers), labels),
    labels,
    names: numbers.map((index, place) =>
      labels && classNames ? (classNames[labels[place]!] ?? '') : `example ${index}`,
    ),
  };
}

/** More samples than anyone counts. */
const MOST_SAMPLES = 10_000;

function sampledCodes(model: OpenModel, numbers: readonly number[], seed: number): ChosenCodes {
  const { views } = model.system;
  const told = views.classes === undefined ? undefined : trainedClasses(model);
  const most = told ? told.length * OF_EACH_CLASS : MOST_SAMPLES;
  for (const number of numbers) {
    if (Number.isInteger(number) && number >= 1 && number <= most) continue;
    throw new UserError(`there is no sample ${number}: give 1 to ${most}, as sample numbers them`);
  }
  const all = priorCodes(views, seed, Math.max(...numbers));
  const codes = pickRows(
    all,
    numbers.map((number) => number - 1),
  );
  if (!told) {
    return { codes, labels: undefined, names: numbers.map((number) => `sample ${number}`) };
  }
  const classNames = toldClassNames(model);
  const labels = Int32Array.from(
    numbers,
    (number) => told[Math.floor((number - 1) / OF_EACH_CLASS)]!,
  );
  return {
    codes,
    labels,
    names: numbers.map((number, place) => `${classNames[labels[place]!]} ${number}`),
  };
}
