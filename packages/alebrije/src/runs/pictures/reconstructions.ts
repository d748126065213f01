/** Validation examples beside what the model makes of them. */

import { UserError } from '../../errors.ts';
import { pointPairs, reconstructionGrid, scatter3d } from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import type { HostTensor } from '../../graph/types.ts';
import { meanSquaredError } from '../../metrics/reconstruction.ts';
import { rowsOf } from '../../train/model-session.ts';
import type { Measurement } from '../measurement.ts';
import {
  asImages,
  chooseExamples,
  classNamesOf,
  coordinate,
  type Picture,
  type PicturedModel,
  pickLabels,
  pickRows,
  shownExamples,
  shownShape,
  showsImages,
} from './picture.ts';

/** More points than this only hide each other. */
export const MOST_POINTS = 2000;

export interface ReconstructionOptions {
  /** Images. Default 10; points are all drawn, up to 2,000. */
  readonly count?: number | undefined;
  /** Mean squared error per value over more validation examples, to be told too. */
  readonly measured?: Pick<Measurement, 'value' | 'samples'> | undefined;
  /** A sentence to add. */
  readonly note?: string | undefined;
}

/**
 * Images above their reconstructions, one of each class first; points of two or three numbers
 * beside theirs. Numbers: `count`, `mse` (per value, over what is shown).
 * @throws UserError if there are fewer examples, or the points have another number of coordinates
 */
export async function reconstructionPicture(
  model: PicturedModel,
  options: ReconstructionOptions = {},
): Promise<Picture> {
  return showsImages(model) ? imagePairs(model, options) : pointReconstructions(model, options);
}

function subtitleOf(
  mse: number,
  unit: string,
  shown: string,
  { measured, note }: ReconstructionOptions,
) {
  const here = `Mean squared error per ${unit}: ${formatNumber(mse, 3)} over these ${shown}`;
  if (!measured) return note ? `${here}. ${note}` : here;
  const examples = measured.samples.toLocaleString('en-US');
  return `${here}, ${formatNumber(measured.value, 3)} over ${examples} validation examples`;
}

async function imagePairs(model: PicturedModel, options: ReconstructionOptions): Promise<Picture> {
  const { count = 10 } = options;
  const { session, data } = model;
  const chosen = chooseExamples(data.validation, count);
  const raw = pickRows(data.validation.values, chosen);
  const originals = await session.prepare(raw);
  const told = pickLabels(data.validation, chosen);
  const reconstructions = await session.reconstruct(raw, told);
  const mse = meanSquaredError(reconstructions, originals);
  const classNames = classNamesOf(model);
  const { labels } = data.validation;
  const png = await reconstructionGrid({
    title: 'Validation images and their reconstructions',
    subtitle: subtitleOf(mse, 'pixel', 'images', options),
    originals: asImages(originals, shownShape(model)),
    reconstructions: asImages(reconstructions, shownShape(model)),
    ...(labels && classNames && { labels: chosen.map((index) => labels[index]!), classNames }),
  });
  return { png, numbers: { count, mse } };
}

/** The points that are drawn, and the place of each on its curve. */
export function shownPoints(model: PicturedModel): {
  readonly values: HostTensor;
  readonly colour: Float32Array | undefined;
} {
  const { values, colour } = shownExamples(model).examples;
  const count = Math.min(MOST_POINTS, values.shape[0]!);
  return { values: rowsOf(values, 0, count), colour: colour?.subarray(0, count) };
}

/** @throws UserError unless points have two or three numbers, as the page and space have */
export function expectDrawablePoints(model: PicturedModel): void {
  const dimensions = shownShape(model)[0]!;
  if (dimensions === 2 || dimensions === 3) return;
  throw new UserError(
    `points of ${dimensions} numbers cannot be drawn, only those of two or three: see scatter for their codes`,
  );
}

async function pointReconstructions(
  model: PicturedModel,
  options: ReconstructionOptions,
): Promise<Picture> {
  expectDrawablePoints(model);
  const { session } = model;
  const { values, colour } = shownPoints(model);
  const originals = await session.prepare(values);
  const reconstructions = await session.reconstruct(values);
  const mse = meanSquaredError(reconstructions, originals);
  const heading = {
    title: `${shownExamples(model).kind === 'training' ? 'Training' : 'Validation'} points and their reconstructions`,
    subtitle: subtitleOf(mse, 'coordinate', 'points', options),
  };
  const numbers = { count: values.shape[0]!, mse };
  if (originals.shape[1] === 3) {
    const png = await scatter3d({
      ...heading,
      points: originals.data as Float32Array,
      reconstructions: reconstructions.data as Float32Array,
    });
    return { png, numbers };
  }
  const png = await pointPairs({
    ...heading,
    panels: [
      { title: 'Original', ...pointsOf(originals), values: colour },
      { title: 'Reconstruction', ...pointsOf(reconstructions), values: colour },
    ],
    valueName: 'Place on the curve',
  });
  return { png, numbers };
}

export function pointsOf(values: HostTensor): { x: Float32Array; y: Float32Array } {
  return { x: coordinate(values, 0), y: coordinate(values, 1) };
}
