/** What the decoder makes of codes that belong to no example. */

import { UserError } from '../../errors.ts';
import { pointPairs, scatter3d } from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import type { OpenModel } from '../open-model.ts';
import { classSamplePicture } from './class-samples.ts';
import { drawCodes, inHoles, normalCodes, shareInHoles } from './codes.ts';
import { type DenoisedSampleOptions, denoisedSamplesPicture } from './denoised-samples.ts';
import { drawnSamplesPicture, independentSamplesPicture } from './discrete-samples.ts';
import { hasEncoder, type Picture, shownShape, showsImages } from './picture.ts';
import { distanceToData, meanDistance } from './point-distances.ts';
import { expectDrawablePoints, pointsOf, shownPoints } from './reconstructions.ts';
import { sampleGrid } from './sample-grid.ts';
import { describeTruncation, expectTruncatable, truncated, truncationIn } from './truncation.ts';

/** The solver and the film are for diffusion models. */
export interface SampleOptions extends DenoisedSampleOptions {
  /** From 0, the centre of the prior N(0, I), to 1, the prior itself; of models that decode codes of it. */
  readonly truncation?: number | undefined;
}

/** Codes to draw. */
interface Drawn {
  readonly count: number;
  readonly seed: number;
  readonly truncation: number | undefined;
}

/** @throws UserError if a diffusion is asked for of a model that is none */
function refuseSolver({ solver, steps, eta, guidance, film }: SampleOptions): void {
  const asked = { solver, steps, eta, guidance, film: film || undefined };
  const [first] = Object.entries(asked).filter(([, value]) => value !== undefined);
  if (!first) return;
  throw new UserError(
    `--${first[0]} is for diffusion models, which make data of noise step by step, and this run is none: leave it out`,
  );
}

/**
 * Decoded codes from N(0, I) where that is the model's prior. A plain autoencoder has none: for
 * images its codes are drawn uniformly from the bounding box of the training codes, and points in
 * the plane are drawn from N(0, I) all the same, to show that they miss the data.
 * Numbers: `count`, `seed`, and for images `inHoles` (see `shareInHoles`, over 1,000 codes drawn
 * alike), for points `sampleDistance` and `reconstructionDistance`, the mean distances to the nearest
 * training point, and in the plane `coverDistance`, that of data to the nearest sample. For a model
 * that is told classes see `classSamplePicture`, for a diffusion `denoisedSamplesPicture`.
 * Of a truncation that is given also `truncation`.
 * @throws UserError for a class that the model is not told or does not know, or what does not suit the model
 */
export async function samplePicture(
  model: OpenModel,
  options: SampleOptions = {},
): Promise<Picture> {
  const { count, seed = model.config.seed, class: only, truncation } = options;
  const { views } = model.system;
  expectTruncatable(views, truncation);
  if (views.denoising) return denoisedSamplesPicture(model, options);
  refuseSolver(options);
  if (views.classes !== undefined) return classSamplePicture(model, options);
  if (only !== undefined) {
    throw new UserError(
      'this run’s model is not told classes, so none can be asked for: leave --class out',
    );
  }
  if (!hasEncoder(model))
    return drawnSamplesPicture(model, { count: count ?? 64, seed, truncation });
  if (views.discrete) return independentSamplesPicture(model, { count: count ?? 64, seed });
  if (showsImages(model)) return sampledImages(model, { count: count ?? 64, seed, truncation });
  expectDrawablePoints(model);
  const drawn = { count: count ?? 2000, seed, truncation };
  return shownShape(model)[0] === 2 ? sampledPlane(model, drawn) : sampledSpace(model, drawn);
}

/** Codes enough for a share of them to be known to about a percent. */
const COUNTED_CODES = 1000;

async function sampledImages(model: OpenModel, drawn: Drawn): Promise<Picture> {
  const { count, seed, truncation } = drawn;
  const codes = truncated(await drawCodes(model, count, seed), truncation);
  const counted = truncated(await drawCodes(model, COUNTED_CODES, seed), truncation);
  const share = await shareInHoles(model, counted);
  const percent = `${Math.round(100 * share)} %`;
  const png = await sampleGrid(model, codes, {
    title: model.system.views.hasNormalPrior
      ? `${count} samples: codes from the prior N(0, I), decoded`
      : `No prior: ${count} codes drawn evenly from the box around the training codes, decoded`,
    subtitle: `Of codes drawn like this ${percent} lie in holes (framed): farther from every training code than 99 % of the codes of new images.${describeTruncation(truncation)} Seed ${seed}.`,
    framed: await inHoles(model, codes),
  });
  return { png, numbers: { count, seed, ...truncationIn(truncation), inHoles: share } };
}

async function sampledPlane(model: OpenModel, drawn: Drawn): Promise<Picture> {
  const { count, seed, truncation } = drawn;
  const { session, system } = model;
  const { codeSize, hasNormalPrior } = system.views;
  const { values, colour } = shownPoints(model);
  const originals = await session.prepare(values);
  const reconstructions = await session.reconstruct(values);
  const samples = await session.decode(truncated(normalCodes(seed, count, codeSize), truncation));
  const sampleDistance = await distanceToData(model, samples);
  const reconstructionDistance = await distanceToData(model, reconstructions);
  const coverDistance = meanDistance(originals, samples);
  const png = await pointPairs({
    title: hasNormalPrior
      ? 'Data, reconstructions, and samples from the prior N(0, I)'
      : 'Data, reconstructions, and decoded codes from N(0, I), which is not this model’s prior: it has none',
    subtitle: `Mean distance to the nearest training point: ${formatNumber(reconstructionDistance, 2)} for reconstructions, ${formatNumber(sampleDistance, 2)} for decoded N(0, I) codes; of data to the nearest of these: ${formatNumber(coverDistance, 2)}.${describeTruncation(truncation)} Seed ${seed}.`,
    panels: [
      { title: 'Original', ...pointsOf(originals), values: colour },
      { title: 'Reconstruction', ...pointsOf(reconstructions), values: colour },
      { title: 'Codes from N(0, I), decoded', ...pointsOf(samples) },
    ],
    valueName: 'Place on the curve',
  });
  return {
    png,
    numbers: {
      count,
      seed,
      ...truncationIn(truncation),
      sampleDistance,
      reconstructionDistance,
      coverDistance,
    },
  };
}

async function sampledSpace(model: OpenModel, drawn: Drawn): Promise<Picture> {
  const { count, seed, truncation } = drawn;
  const codes = truncated(await drawCodes(model, count, seed), truncation);
  const samples = await model.session.decode(codes);
  const sampleDistance = await distanceToData(model, samples);
  const reconstructions = await model.session.reconstruct(shownPoints(model).values);
  const reconstructionDistance = await distanceToData(model, reconstructions);
  const png = await scatter3d({
    title: model.system.views.hasNormalPrior
      ? 'Samples from the prior N(0, I)'
      : 'No prior: codes drawn evenly from the box around the training codes, decoded',
    subtitle: `Mean distance to the nearest training point: ${formatNumber(reconstructionDistance, 2)} for reconstructions, ${formatNumber(sampleDistance, 2)} for these points.${describeTruncation(truncation)} Seed ${seed}.`,
    points: samples.data as Float32Array,
    legend: { points: 'Decoded codes', reconstructions: '' },
  });
  return {
    png,
    numbers: { count, seed, ...truncationIn(truncation), sampleDistance, reconstructionDistance },
  };
}
