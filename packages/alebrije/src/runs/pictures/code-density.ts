/** Where codes lie dense: samples from the codes of the data beside those from the prior, and a map. */

import { exampleCount, takeFirst } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import {
  densityMap,
  type ImageBand,
  imageBands,
  stackedFigures,
} from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import {
  drawPosteriors,
  kernelPosteriors,
  mixtureLogDensity,
  normalLogDensity,
  type Posteriors,
} from '../../explore/latent/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import { drawIntegers, drawNormal, fold, key } from '../../tensor/key.ts';
import { hostFloats } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';
import { drawCodes, firstExamples, inHoles, shareOf, trainingCodes } from './codes.ts';
import { expectContinuousCodes } from './discrete-samples.ts';
import {
  asImages,
  coordinate,
  expectShownImages,
  type Picture,
  pickRows,
  shownShape,
} from './picture.ts';

export interface DensityOptions {
  /** Validation examples whose codes' density is measured. Default: 1,000 or all. */
  readonly count?: number | undefined;
  /** Images side by side. Default 10. */
  readonly columns?: number | undefined;
  /** Of the samples. Default: the run's. */
  readonly seed?: number | undefined;
}

const EXAMPLES = 1000;
const COLUMNS = 10;
/** Of samples from each. */
const ROWS = 2;
/** Cells on a side of the map, and what it shows beside the codes, as a share of their range. */
const CELLS = 128;
const BORDER = 0.08;
/** Codes enough for a share of them to be known to a few percent. */
const COUNTED = 250;

/** q(z | x) of training examples, or a kernel about each code where codes are not random. */
async function trainingPosteriors(model: OpenModel): Promise<Posteriors> {
  if (!model.system.views.posterior) return kernelPosteriors(await trainingCodes(model));
  const { values, labels } = firstExamples(model);
  return model.session.posterior(values, labels);
}

/** Draws from the mixture of all posteriors, [count, Z]. */
function drawMixture(posteriors: Posteriors, count: number, seed: number): HostTensor {
  const [examples, size] = posteriors.mean.shape as readonly [number, number];
  const source = fold(key(seed), 'aggregated posterior');
  const rows = drawIntegers(fold(source, 'examples'), count, examples);
  return drawPosteriors(posteriors, drawNormal(fold(source, 'noise'), count * size), rows);
}

/** A square that holds all codes, with a border; and the prior's circles. */
function squareAround(
  codes: HostTensor,
  prior: boolean,
): [x: [number, number], y: [number, number]] {
  const ranges = [0, 1].map((axis) => {
    const values = coordinate(codes, axis);
    const low = values.reduce((a, b) => Math.min(a, b));
    const high = values.reduce((a, b) => Math.max(a, b));
    return prior ? [Math.min(low, -3), Math.max(high, 3)] : [low, high];
  }) as [[number, number], [number, number]];
  const side = Math.max(...ranges.map(([low, high]) => high - low)) * (1 + 2 * BORDER);
  const around = ([low, high]: [number, number]): [number, number] => [
    (low + high - side) / 2,
    (low + high + side) / 2,
  ];
  return [around(ranges[0]), around(ranges[1])];
}

/** The map, for codes of two numbers. */
async function mapOf(
  posteriors: Posteriors,
  codes: HostTensor,
  prior: boolean,
): Promise<Uint8Array> {
  const [xRange, yRange] = squareAround(codes, prior);
  const step = (xRange[1] - xRange[0]) / CELLS;
  const places = new Float32Array(2 * CELLS * CELLS);
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    places[2 * cell] = xRange[0] + ((cell % CELLS) + 0.5) * step;
    places[2 * cell + 1] = yRange[1] - (Math.floor(cell / CELLS) + 0.5) * step;
  }
  return densityMap({
    title: 'How dense the codes of training examples lie',
    subtitle: `White: codes of ${codes.shape[0]!.toLocaleString('en-US')} validation examples.${prior ? ' Dashed: 1, 2 and 3 standard deviations of the prior, which it should resemble.' : ''}`,
    logDensity: mixtureLogDensity(hostFloats([CELLS * CELLS, 2], places), posteriors),
    cells: CELLS,
    xRange,
    yRange,
    points: { x: coordinate(codes, 0), y: coordinate(codes, 1) },
    prior,
    xName: 'z₁',
    yName: 'z₂',
  });
}

interface Drawn {
  readonly fromData: HostTensor;
  readonly fromPrior: HostTensor;
}

/** Samples of both kinds, and the shares of them that lie in holes. */
async function sampleBands(
  model: OpenModel,
  { fromData, fromPrior }: Drawn,
  shown: number,
  shares: { readonly data: number; readonly prior: number },
): Promise<ImageBand[]> {
  const { hasNormalPrior, posterior } = model.system.views;
  const first = Array.from({ length: shown }, (_, place) => place);
  const decode = async (codes: HostTensor) =>
    asImages(await model.session.decode(pickRows(codes, first)), shownShape(model));
  const percent = (share: number) => `${Math.round(100 * share)} % in holes`;
  return [
    {
      heading: `${posterior ? 'Samples from the aggregated posterior' : 'Samples around the codes of training images'}: ${percent(shares.data)}`,
      images: await decode(fromData),
    },
    {
      heading: `${hasNormalPrior ? 'Samples from the prior N(0, I)' : 'No prior: codes drawn evenly from the box around the training codes'}: ${percent(shares.prior)}`,
      images: await decode(fromPrior),
    },
  ];
}

/**
 * Images decoded from the aggregated posterior beside such from the prior; the validation images whose
 * codes lie densest and rarest; and, of codes of two numbers, a map of the density. Where codes are not
 * random, a kernel about each takes the place of the posteriors. Numbers: `count`, `seed`; means over
 * the validation codes of ln q(z), `logDensity`, and, with a prior, of ln p(z), `priorLogDensity`, nats;
 * `inHoles` and `priorInHoles`, shares as `shareInHoles`, of draws from the codes of the data and from
 * the prior. Details: `densities`, ln q(z) of each validation code.
 * @throws UserError for points, a model that is told classes, or fewer examples
 */
export async function densityPicture(
  model: OpenModel,
  { count: asked, columns = COLUMNS, seed = model.config.seed }: DensityOptions = {},
): Promise<Picture> {
  expectShownImages(model, 'the density of codes');
  expectContinuousCodes(model, 'the density of codes');
  const { codeSize, classes, hasNormalPrior } = model.system.views;
  if (classes !== undefined) {
    throw new UserError(
      'the density of codes is not for models that are told the class: see their sample --class',
    );
  }
  const { validation } = model.data;
  const total = exampleCount(validation);
  const count = asked ?? Math.min(EXAMPLES, total);
  if (count > total || count < columns) {
    throw new UserError(
      `--count ${count} is not from ${columns} to ${total}, the validation examples`,
    );
  }
  const examples = takeFirst(validation, count);
  const codes = await model.session.encode(examples.values);
  const posteriors = await trainingPosteriors(model);
  const densities = mixtureLogDensity(codes, posteriors);
  const order = [...densities.keys()].sort((a, b) => densities[b]! - densities[a]!);
  const shown = ROWS * columns;
  const fromData = drawMixture(posteriors, Math.max(COUNTED, shown), seed);
  const fromPrior = await drawCodes(model, Math.max(COUNTED, shown), seed);
  const shares = {
    data: shareOf(await inHoles(model, fromData)),
    prior: shareOf(await inHoles(model, fromPrior)),
  };
  const originals = await model.session.prepare(examples.values);
  const extremes = (heading: string, indices: readonly number[]): ImageBand => ({
    heading,
    images: asImages(pickRows(originals, indices), shownShape(model)),
    captions: indices.map((index) => formatNumber(densities[index]!, 5)),
  });
  const figure = await imageBands({
    title: 'Codes of the data, and codes of the prior',
    subtitle: `${codeSize} numbers in a code. A code lies in a hole if it is farther from every training code than 99 % of the codes of new images. Under the validation images: ln of the density of their codes, nats. Seed ${seed}.`,
    bands: [
      ...(await sampleBands(model, { fromData, fromPrior }, shown, shares)),
      extremes('Validation images whose codes lie densest', order.slice(0, columns)),
      extremes('Validation images whose codes lie rarest', order.slice(-columns).reverse()),
    ],
    columns,
  });
  const png =
    codeSize === 2
      ? await stackedFigures([figure, await mapOf(posteriors, codes, hasNormalPrior)])
      : figure;
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / count;
  return {
    png,
    numbers: {
      count,
      seed,
      logDensity: mean(densities),
      ...(hasNormalPrior && { priorLogDensity: mean(normalLogDensity(codes)) }),
      inHoles: shares.data,
      priorInHoles: shares.prior,
    },
    details: { densities: Array.from(densities) },
  };
}
