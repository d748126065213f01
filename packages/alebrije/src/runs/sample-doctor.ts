/**
 * Watches what a generator makes while it is trained: after each epoch, how much samples differ and what a
 * frozen judge of the data takes them for. Always the same codes, so that epochs compare.
 */

import { exampleCount, takeFirst } from '../data/dataset.ts';
import { sizeOf } from '../graph/shape.ts';
import type { HostTensor } from '../graph/types.ts';
import { relativeVariance, totalVariation } from '../metrics/adversarial-diagnosis.ts';
import { classShares } from '../metrics/sampling/class-shares.ts';
import { fold, key } from '../tensor/key.ts';
import type { ModelSession } from '../train/model-session.ts';
import { cropToStored, storedValues } from './comparison/alignment.ts';
import { type Judge, type JudgeOptions, judgeOf, largestOfRows } from './judge/judge.ts';
import type { OpenModel } from './open-model.ts';
import { pickRows } from './pictures/picture.ts';
import { codesOfPrior } from './prior-samples.ts';
import { judgeKind } from './sample-sets.ts';

/** Samples, and held-out examples that they are compared with. */
const EXAMINED = 1000;
/** A class with less than this of its share in the data is missing. */
const MISSING = 0.1;

export interface SampleDoctor {
  /**
   * Of 1,000 samples. `diversity`: the relative variance of their features over that of held-out examples,
   * within classes where the model is told them. Where the data have classes, `missingClasses`, of which there
   * is hardly a sample, and `classShift`: the share that would have to change class to have the classes of
   * the epoch before.
   */
  examine(session: ModelSession): Promise<Record<string, number>>;
  /** The classes that were missing last. */
  readonly missing: readonly string[];
}

type DoctoredModel = Pick<OpenModel, 'data' | 'config' | 'runtime' | 'system'>;

/** The mean over classes, where there are labels, of the relative variance of their rows. */
function varianceWithin(examples: HostTensor, labels: Int32Array | undefined): number {
  const size = sizeOf(examples.shape.slice(1));
  if (!labels) return relativeVariance(examples.data, size);
  const classes = [...new Set(labels)];
  const variances = classes.map((label) => {
    const rows = labels.reduce((found: number[], own, row) => {
      if (own === label) found.push(row);
      return found;
    }, []);
    return relativeVariance(pickRows(examples, rows).data, size);
  });
  return variances.reduce((sum, variance) => sum + variance, 0) / classes.length;
}

/**
 * @param options told of the judge's training, unless it is in the cache
 * @throws UserError if the judge cannot be kept
 */
export async function createSampleDoctor(
  model: DoctoredModel,
  options: JudgeOptions = {},
): Promise<SampleDoctor> {
  const { data, config, system } = model;
  const { validation } = data;
  const { classes, dataShape } = system.views;
  const isImage = data.info.kind === 'image';
  const kind = judgeKind(model);
  const judge: Judge | undefined =
    isImage && kind ? await judgeOf(model, kind, options) : undefined;
  const stored = validation.values.shape.slice(1);
  const features = (examples: HostTensor): Promise<HostTensor> | HostTensor =>
    judge ? judge.features(examples, stored) : examples;

  const real = takeFirst(validation, Math.min(EXAMINED, exampleCount(validation)));
  const told = classes !== undefined;
  const reference = varianceWithin(
    await features(storedValues(real.values)),
    told ? real.labels : undefined,
  );
  const names = judge?.kind === 'classes' ? judge.names : [];
  const expected = classShares(data.train.labels ?? [], names.length);

  const source = fold(key(config.seed), 'sample doctor');
  const codes = codesOfPrior(system.views, source, EXAMINED);
  const present = [...new Set(data.train.labels ?? [])].sort((a, b) => a - b);
  const labels = told
    ? Int32Array.from({ length: EXAMINED }, (_, row) => present[row % present.length]!)
    : undefined;
  let before: Float64Array | undefined;
  let missing: readonly string[] = [];

  return {
    get missing() {
      return missing;
    },
    async examine(session) {
      const shown = await session.decode(codes, labels);
      const samples = isImage ? cropToStored(shown, dataShape, stored) : shown;
      const diversity = varianceWithin(await features(samples), labels) / reference;
      if (names.length === 0) return { diversity };
      const answers = largestOfRows(await judge!.probabilities(samples, stored));
      const shares = classShares(answers, names.length);
      missing = names.filter((_, label) => shares[label]! < MISSING * expected[label]!);
      const classShift = before && totalVariation(shares, before);
      before = shares;
      return {
        diversity,
        missingClasses: missing.length,
        ...(classShift !== undefined && { classShift }),
      };
    },
  };
}
