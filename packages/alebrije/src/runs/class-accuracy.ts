/** How often a judge takes what a model made of a class for that class. */

import { UserError } from '../errors.ts';
import { fold, key } from '../tensor/key.ts';
import type { SamplerSettings } from '../train/system.ts';
import { type JudgeOptions, judgeOf, largestOfRows } from './judge/judge.ts';
import type { Measure } from './measurement.ts';
import type { OpenModel } from './open-model.ts';
import { trainedClasses } from './pictures/class-samples.ts';
import { codesOfPrior, decoderOf } from './prior-samples.ts';
import { describeSampling } from './solvers.ts';

/** Samples of each class. */
const OF_EACH = 100;

export interface ClassAccuracy {
  /** Share of the samples that the judge takes for the class they were made as. */
  readonly accuracy: number;
  /** The same by class. */
  readonly byClass: readonly { readonly name: string; readonly accuracy: number }[];
  readonly samples: number;
  readonly judge: string;
  /** Share of real test images that the judge tells right. */
  readonly judgeAccuracy: number;
}

export interface ClassAccuracyOptions extends JudgeOptions {
  /** Samples of each class. */
  readonly ofEach?: number;
  /** Of a diffusion; the run's own unless given. */
  readonly sampler?: SamplerSettings | undefined;
}

/**
 * Codes from the model's prior, decoded as each class, before a judge that was trained on real images.
 * @throws UserError if the model is not told classes
 */
export async function classAccuracy(
  model: OpenModel,
  { ofEach = OF_EACH, sampler, ...options }: ClassAccuracyOptions = {},
): Promise<ClassAccuracy> {
  const { system, config } = model;
  const { classes, dataShape } = system.views;
  if (classes === undefined) throw new UserError('the model is not told classes');
  const judge = await judgeOf(model, 'classes', options);
  const trained = trainedClasses(model);
  const count = trained.length * ofEach;
  const source = fold(key(config.seed), 'evaluate classes');
  const codes = codesOfPrior(system.views, source, count);
  const labels = Int32Array.from({ length: count }, (_, row) => trained[Math.floor(row / ofEach)]!);
  const images = await decoderOf(model, { sampler, source })(codes, labels, 0);
  const answers = largestOfRows(await judge.probabilities(images, dataShape));
  const right = Array.from(labels, (label, row) => answers[row] === label);
  const shareOf = (truths: readonly boolean[]) => truths.filter(Boolean).length / truths.length;
  return {
    accuracy: shareOf(right),
    byClass: trained.map((label, place) => ({
      name: judge.names[label]!,
      accuracy: shareOf(right.slice(place * ofEach, (place + 1) * ofEach)),
    })),
    samples: count,
    judge: judge.name,
    judgeAccuracy: judge.accuracy,
  };
}

/** The same beside the judge's answers to real images. */
export const judgedClasses: Measure = {
  obstacle: ({ model }) =>
    model.system.views.classes === undefined
      ? 'the model is not told classes'
      : model.data.info.kind === 'image'
        ? undefined
        : 'it is for images, and the data are vectors',
  async measure({ model, sampler }, onProgress) {
    const { accuracy, samples, judge, judgeAccuracy } = await classAccuracy(model, {
      sampler,
      onProgress,
    });
    return {
      value: accuracy,
      standardError: Math.sqrt((accuracy * (1 - accuracy)) / samples),
      floor: judgeAccuracy,
      floorName: 'real test images, by the same judge',
      judge,
      ...(model.system.views.denoising && { sampler: describeSampling(model, sampler) }),
      samples,
    };
  },
};
