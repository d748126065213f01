/** Images with noise, beside what a model makes of them. */

import { UserError } from '../../errors.ts';
import { denoisingGrid, reconstructionGrid } from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import type { HostTensor } from '../../graph/types.ts';
import { meanSquaredError } from '../../metrics/reconstruction.ts';
import type { CorruptionName } from '../../nn/corruption.ts';
import { fold, key } from '../../tensor/key.ts';
import { rowsOf } from '../../train/model-session.ts';
import { corruptImages, type Noise, noiseOf, usualLevels } from '../corrupted-images.ts';
import type { OpenModel } from '../open-model.ts';
import {
  asImages,
  chooseExamples,
  classNamesOf,
  expectShownImages,
  type Picture,
  pickRows,
  shownShape,
} from './picture.ts';

/** Mean squared errors per pixel against the images without noise. */
export interface DenoisedLevel {
  readonly level: number;
  /** Of the images with noise. */
  readonly before: number;
  /** Of what the model makes of them. */
  readonly after: number;
}

export interface DenoisingPicture extends Picture {
  readonly noise: CorruptionName;
  readonly levels: readonly DenoisedLevel[];
}

export interface DenoisingOptions {
  /** The one that the model was trained with, else Gaussian, unless given. */
  readonly noise?: string | undefined;
  readonly levels?: readonly number[] | undefined;
  /** Images to show. Default 10, or as many as there are. */
  readonly count?: number | undefined;
  /** Of the noise; the run's unless given. */
  readonly seed?: number | undefined;
  /** The user's own images without noise, uint8 [N, C, H, W], in place of held-out ones. */
  readonly images?: HostTensor | undefined;
}

/** Held-out images that errors are measured on. */
const MEASURED = 1000;
const SHOWN = 10;
const MOST_SHOWN = 40;

const percent = (share: number): string => `${formatNumber(100 * share, 3)} %`;

const NOISE_LABELS: Readonly<Record<CorruptionName, (level: number) => string>> = {
  gaussian: (level) => `Gaussian, σ ${formatNumber(level, 3)}`,
  masking: (level) => `${percent(level)} masked`,
  'salt-pepper': (level) => `${percent(level)} salt and pepper`,
  dropout: (level) => `${percent(level)} dropped`,
};

function noisesFor(
  { system }: OpenModel,
  { noise, levels }: Pick<DenoisingOptions, 'noise' | 'levels'>,
): readonly Noise[] {
  const { corruption } = system.views;
  const name = noise ?? corruption?.name ?? 'gaussian';
  const chosen = levels ?? usualLevels(noiseOf(name, 0).name, corruption);
  return chosen.map((level) => noiseOf(name, level));
}

interface Shown {
  /** Those that errors are measured on; the first `count` are shown. */
  readonly values: HostTensor;
  readonly count: number;
  /** Of those shown. */
  readonly labels?: readonly number[];
}

function imagesToShow({ data }: OpenModel, { images, count }: DenoisingOptions): Shown {
  if (count !== undefined && count > MOST_SHOWN) {
    throw new UserError(`${count} images do not fit side by side: ${MOST_SHOWN} are the most`);
  }
  if (images) return { values: images, count: Math.min(count ?? SHOWN, images.shape[0]!) };
  const { values, labels } = data.validation;
  const total = values.shape[0]!;
  const chosen = chooseExamples(data.validation, count ?? Math.min(SHOWN, total));
  const others = Array.from({ length: total }, (_, index) => index).filter(
    (index) => !chosen.includes(index),
  );
  const measured = [...chosen, ...others].slice(0, Math.max(MEASURED, chosen.length));
  return {
    values: pickRows(values, measured),
    count: chosen.length,
    ...(labels && { labels: chosen.map((index) => labels[index]!) }),
  };
}

/**
 * Images, corrupted at each level, above what the model makes of them. Numbers: `count` shown,
 * `examples` measured on, `clean`, the error where there is no noise.
 * @throws UserError for points, or if there is no such noise or level
 */
export async function denoisingPicture(
  model: OpenModel,
  options: DenoisingOptions = {},
): Promise<DenoisingPicture> {
  expectShownImages(model, 'denoise');
  const { session, runtime, config } = model;
  const noises = noisesFor(model, options);
  const { values, count, labels } = imagesToShow(model, options);
  const shape = shownShape(model);
  const draws = fold(key(options.seed ?? config.seed), 'denoise');
  const originals = await session.prepare(values);
  const clean = meanSquaredError(await session.reconstruct(values), originals);
  const shown = (images: HostTensor) => asImages(rowsOf(images, 0, count), shape);
  const bands = [];
  const levels: DenoisedLevel[] = [];
  for (const [index, noise] of noises.entries()) {
    const raw = await corruptImages(runtime, values, noise, fold(draws, index));
    const [corrupted, denoised] = [await session.prepare(raw), await session.reconstruct(raw)];
    const [before, after] = [corrupted, denoised].map((x) => meanSquaredError(x, originals));
    levels.push({ level: noise.level, before: before!, after: after! });
    bands.push({
      corrupted: shown(corrupted),
      denoised: shown(denoised),
      corruptedLabel: `${NOISE_LABELS[noise.name](noise.level)}: ${before!.toFixed(4)}`,
      denoisedLabel: `Denoised: ${after!.toFixed(4)}`,
    });
  }
  const classNames = classNamesOf(model);
  const examples = values.shape[0]!;
  const kind = `${options.images ? '' : 'validation '}${examples === 1 ? 'image' : 'images'}`;
  const png = await denoisingGrid({
    title: `${options.images ? 'Images' : 'Validation images'}, with noise and denoised`,
    subtitle: `Beside each row its mean squared error per pixel over ${examples.toLocaleString('en-US')} ${kind}; without noise the model’s is ${clean.toFixed(4)}.`,
    originals: shown(originals),
    bands,
    ...(labels && classNames && { labels, classNames }),
  });
  const numbers = { count, examples, clean };
  return { png, numbers, noise: noises[0]!.name, levels };
}

export interface DenoisedImages extends Picture {
  /** In [0, 1], [N, C, H, W] or flattened. */
  readonly denoised: HostTensor;
}

/** Images that are noisy already, above what the model makes of them. Numbers: `count`, `images`. */
export async function denoisedImages(
  model: OpenModel,
  images: HostTensor,
  count = 2 * SHOWN,
): Promise<DenoisedImages> {
  expectShownImages(model, 'denoise');
  const { session } = model;
  const total = images.shape[0]!;
  const [given, denoised] = [await session.prepare(images), await session.reconstruct(images)];
  const shape = shownShape(model);
  const png = await reconstructionGrid({
    title: 'Images as they were given, and denoised',
    originals: asImages(given, shape),
    reconstructions: asImages(denoised, shape),
    rowLabels: { original: 'Given', corrupted: '', reconstruction: 'Denoised' },
    count: Math.min(count, total),
  });
  return { png, numbers: { count: Math.min(count, total), images: total }, denoised };
}
