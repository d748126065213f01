/** New codes made of whole numbers: drawn by a model of them, or place by place from their frequencies. */

import { UserError } from '../../errors.ts';
import type { HostTensor } from '../../graph/types.ts';
import { drawIntegers, fold, key } from '../../tensor/key.ts';
import { hostFloats } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';
import { priorCodes, trainingCodes } from './codes.ts';
import type { Picture, PicturedModel } from './picture.ts';
import { sampleGrid } from './sample-grid.ts';
import { describeTruncation, truncated, truncationIn } from './truncation.ts';

export interface DiscreteSampleOptions {
  readonly count: number;
  readonly seed: number;
}

export interface DrawnSampleOptions extends DiscreteSampleOptions {
  /** See `truncated`; of the prior N(0, I) alone. */
  readonly truncation?: number | undefined;
}

/** @throws UserError if the code's numbers mean nothing one by one */
export function expectContinuousCodes({ session }: PicturedModel, what: string): void {
  if (!session.system.views.discrete) return;
  throw new UserError(
    `this run's codes are whole numbers that stand for vectors, of which no single number means anything, so ${what} cannot be drawn: see its reconstruct, scatter, project, interpolate, sample and evaluate`,
  );
}

/**
 * Of a model without an encoder: codes of its prior, decoded. Without classes each row begins with the
 * number of its first sample, by which other commands take them. Numbers: `count`, `seed`.
 */
export async function drawnSamplesPicture(
  model: PicturedModel,
  { count, seed, truncation }: DrawnSampleOptions,
): Promise<Picture> {
  const { views } = model.session.system;
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const isNumbered = !views.hasUniformPrior;
  const png = await sampleGrid(model, truncated(priorCodes(views, seed, count), truncation), {
    title: isNumbered
      ? `${count} samples: codes from the prior N(0, I), decoded`
      : `${count} samples: ${views.codeSize} codes drawn one after the other, and decoded`,
    subtitle: `Nothing was picked.${describeTruncation(truncation)} Seed ${seed}.`,
    columns,
    ...(isNumbered && {
      rowLabels: Array.from({ length: rows }, (_, row) => `${row * columns + 1} …`),
    }),
  });
  return { png, numbers: { count, seed, ...truncationIn(truncation) } };
}

/**
 * Vectors [count, Z] of codes of which each place is that of another training example, so that its
 * codes are as frequent as in the data, whatever stands beside it.
 */
function mixedCodes(codes: HostTensor, places: number, { count, seed }: DiscreteSampleOptions) {
  const [examples, size] = codes.shape as readonly [number, number];
  const chosen = drawIntegers(fold(key(seed), 'samples'), count * places, examples);
  const data = new Float32Array(count * size);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) {
      const example = chosen[row * places + (i % places)]!;
      data[row * size + i] = codes.data[example * size + i]!;
    }
  }
  return hostFloats([count, size], data);
}

/** Codes [count, Z] drawn place by place from their frequencies in the training examples. */
export async function independentCodes(
  model: OpenModel,
  options: DiscreteSampleOptions,
): Promise<HostTensor> {
  const [height, width] = model.system.views.discrete!.places as readonly [number, number];
  return mixedCodes(await trainingCodes(model), height * width, options);
}

/**
 * Codes drawn place by place from their frequencies in the training examples, and decoded: what there
 * is to draw from without a model of the codes. Numbers: `count`, `seed`.
 */
export async function independentSamplesPicture(
  model: OpenModel,
  { count, seed }: DiscreteSampleOptions,
): Promise<Picture> {
  const codes = await independentCodes(model, { count, seed });
  const png = await sampleGrid(model, codes, {
    title: `No prior: ${count} codes drawn place by place, as often as in the training images`,
    subtitle: `Which codes belong together is not known to this model: pixelcnn-prior learns it. Seed ${seed}.`,
  });
  return { png, numbers: { count, seed } };
}
