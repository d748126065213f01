/** What the trainer's doctor says of a model. */

import { type Examples, exampleCount, takeFirst } from '../data/dataset.ts';
import { classCount } from '../data/selection.ts';
import { type AdversarialEpoch, diagnoseAdversarial } from '../metrics/adversarial-diagnosis.ts';
import { posteriorStatistics } from '../metrics/posterior.ts';
import { diagnosePosterior } from '../metrics/posterior-diagnosis.ts';
import type { Finding } from '../train/finding.ts';
import type { ModelSession } from '../train/model-session.ts';
import type { EpochRecord } from '../train/progress.ts';
import type { OpenModel } from './open-model.ts';

/** Held-out examples whose codes are looked at. */
export const EXAMINED = 1000;

const SEEN = {
  valAccuracyReal: 'accuracyReal',
  valAccuracyGenerated: 'accuracyGenerated',
  diversity: 'diversity',
  missingClasses: 'missingClasses',
  classShift: 'classShift',
} as const satisfies Readonly<Record<string, keyof AdversarialEpoch>>;

function adversarialEpoch(record: EpochRecord): AdversarialEpoch {
  const seen = Object.entries(SEEN).flatMap(([name, as]) => {
    const value = record[name];
    return value === undefined ? [] : [[as, value] as const];
  });
  return { epoch: record.epoch, ...Object.fromEntries(seen) };
}

/**
 * Of the epochs so far; only adversarial trainings tell anything.
 * @param missing names of the classes that are missing in the last epoch, where they are known
 * @returns the most severe first; nothing if all is well
 */
export function diagnoseTraining(
  { recipe, data }: Pick<OpenModel, 'recipe' | 'data'>,
  history: readonly EpochRecord[],
  missing: readonly string[] = [],
): readonly Finding[] {
  if (recipe.family !== 'adversarial network') return [];
  const classes = classCount(data.dataset);
  return diagnoseAdversarial({ epochs: history.map(adversarialEpoch), missing, classes });
}

/** Of the codes of the first held-out examples; only models whose codes are random have any to look at. */
async function diagnoseCodes(
  { system, posterior }: ModelSession,
  heldOut: Examples,
): Promise<readonly Finding[]> {
  if (!system.views.posterior) return [];
  const examined = takeFirst(heldOut, Math.min(EXAMINED, exampleCount(heldOut)));
  const codes = await posterior(examined.values, examined.labels);
  return diagnosePosterior(posteriorStatistics(codes));
}

/**
 * Of a trained model.
 * @param options.heldOut all that are held out unless given
 * @param options.missing as for `diagnoseTraining`
 * @returns the most severe first; nothing if all is well
 */
export async function diagnoseRun(
  model: Pick<OpenModel, 'recipe' | 'data' | 'session' | 'progress'>,
  options: { readonly heldOut?: Examples; readonly missing?: readonly string[] | undefined } = {},
): Promise<readonly Finding[]> {
  const { session, data, progress } = model;
  const { heldOut = data.validation, missing } = options;
  const ofCodes = await diagnoseCodes(session, heldOut);
  return [...diagnoseTraining(model, progress.history, missing), ...ofCodes];
}
