/** One number of a code after the other, run through its values: what each stands for. */

import { UserError } from '../../errors.ts';
import { interpolationStrip } from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import {
  type Code,
  codeAt,
  evenValues,
  orderByKl,
  traversalGrid,
} from '../../explore/latent/index.ts';
import { posteriorStatistics } from '../../metrics/posterior.ts';
import { columnMeans, columnVariances } from '../../metrics/samples.ts';
import type { OpenModel } from '../open-model.ts';
import { chosenCodes, chosenKind } from './chosen-codes.ts';
import { shownCodes } from './codes.ts';
import { expectContinuousCodes } from './discrete-samples.ts';
import {
  asImages,
  expectShownImages,
  hasEncoder,
  type Picture,
  shownExamples,
  shownShape,
} from './picture.ts';

export interface TraversalOptions {
  /** Numbers of the code to show, those that say most first. Default 10, or all. */
  readonly dimensions?: number | undefined;
  /** Values of each. Default 11. */
  readonly steps?: number | undefined;
  /** To either side of the prior's centre, in its deviations; without a prior, of the codes'. Default 3. */
  readonly range?: number | undefined;
  /**
   * Index of the validation example whose code is changed, default 0; or number of the sample where the
   * model has no encoder, default 1.
   */
  readonly example?: number | undefined;
  /** Of the sample; the run's unless given. */
  readonly seed?: number | undefined;
}

const SHOWN = 10;

/** How much each number of the code says, and from where to where it goes. */
interface Scale {
  /** What the numbers are ordered by, [Z]. */
  readonly weights: Float64Array;
  /** KL divergence from the prior in nats, variance of the codes, or change of the image. */
  readonly kind: 'kl' | 'variance' | 'change';
  readonly centre: ArrayLike<number>;
  readonly deviation: ArrayLike<number>;
}

async function scaleOf(model: OpenModel): Promise<Scale> {
  const { posterior, hasNormalPrior } = model.system.views;
  const { values, labels } = shownExamples(model).examples;
  const codes = await shownCodes(model);
  const variances = columnVariances(codes);
  const weights =
    posterior && hasNormalPrior
      ? posteriorStatistics(await model.session.posterior(values, labels)).kl
      : undefined;
  return {
    weights: weights ?? variances,
    kind: weights ? 'kl' : 'variance',
    centre: hasNormalPrior ? variances.map(() => 0) : columnMeans(codes),
    deviation: hasNormalPrior ? variances.map(() => 1) : variances.map(Math.sqrt),
  };
}

/**
 * Without an encoder no example says what a number holds: it counts how much the image changes, as the
 * mean square of its pixels' differences, from one deviation of the prior below 0 to one above.
 */
async function sampledScale(
  { session }: OpenModel,
  own: Code,
  label: number | undefined,
): Promise<Scale> {
  const every = Array.from(own, (_, dimension) => dimension);
  const codes = traversalGrid(own, every, [-1, 1]);
  const told = label === undefined ? undefined : new Int32Array(codes.shape[0]!).fill(label);
  const { data } = await session.decode(codes, told);
  const size = data.length / codes.shape[0]!;
  const changeOf = (dimension: number): number => {
    const [low, high] = [2 * dimension * size, (2 * dimension + 1) * size];
    let sum = 0;
    for (let at = 0; at < size; at++) sum += (data[high + at]! - data[low + at]!) ** 2;
    return sum / size;
  };
  return {
    weights: Float64Array.from(every, changeOf),
    kind: 'change',
    centre: every.map(() => 0),
    deviation: every.map(() => 1),
  };
}

const ORDERED_BY: Readonly<Record<Scale['kind'], string>> = {
  kl: 'Ordered by KL divergence from the prior, nats per example',
  variance: 'Ordered by the variance of the codes',
  change: 'Ordered by how much the image changes from −1 to 1, mean square',
};

/** A whole number in Unicode's subscript digits. */
function subscript(value: number): string {
  return String(value).replace(/\d/g, (digit) => String.fromCodePoint(0x2080 + Number(digit)));
}

/** Place of the value nearest to the given one. */
function nearest(values: readonly number[], given: number): number {
  const distances = values.map((value) => Math.abs(value - given));
  return distances.indexOf(Math.min(...distances));
}

/**
 * A row for each number of the code, in which it takes each value while the others stay as they are in
 * the code of one validation image or sample. Numbers: `dimensions`, `steps`, `range`, `example`; details:
 * `order`, the index of each shown number and its `kl` in nats, its `variance` without a prior, or
 * without an encoder the `change` of the image.
 * @throws UserError for points, an example that does not exist, or more numbers than a code has
 */
export async function traversalPicture(
  model: OpenModel,
  options: TraversalOptions = {},
): Promise<Picture> {
  expectShownImages(model, 'the traversal');
  expectContinuousCodes(model, 'the traversal');
  if (model.system.views.denoising) {
    throw new UserError(
      'this run makes data of noise, of which no single number means anything, so the traversal cannot be drawn: see its sample, diffusion, vary and interpolate',
    );
  }
  const { codeSize, hasNormalPrior } = model.system.views;
  const { steps = 11, range = 3, example = hasEncoder(model) ? 0 : 1 } = options;
  const dimensions = options.dimensions ?? Math.min(SHOWN, codeSize);
  if (dimensions > codeSize) {
    throw new UserError(`--dims ${dimensions} is more than the ${codeSize} numbers of a code`);
  }
  const { codes: ownCodes, labels } = await chosenCodes(model, [example], options.seed);
  const own = codeAt(ownCodes, 0);
  const scale = hasEncoder(model)
    ? await scaleOf(model)
    : await sampledScale(model, own, labels?.[0]);
  const order = orderByKl(scale.weights).slice(0, dimensions);
  const valuesOf = (dimension: number) =>
    evenValues(range, steps).map(
      (value) => scale.centre[dimension]! + value * scale.deviation[dimension]!,
    );
  const codes = traversalGrid(own, order, valuesOf);
  const told = labels && new Int32Array(codes.shape[0]!).fill(labels[0]!);
  const decoded = await model.session.decode(codes, told);
  const unit = hasNormalPrior
    ? 'Values of the number'
    : 'Columns: deviations of the codes from their mean';
  const png = await interpolationStrip({
    title: `One number of the code at a time, from the code of ${chosenKind(model)} ${example}`,
    subtitle: `${ORDERED_BY[scale.kind]}. ${unit}; framed: nearest to the image’s own.`,
    images: asImages(decoded, shownShape(model)),
    steps,
    columnLabels: evenValues(range, steps).map((value) => formatNumber(value, 2)),
    rowLabels: order.map(
      (dimension) =>
        `z${subscript(dimension + 1)}  ${formatNumber(scale.weights[dimension]!, 3)}${scale.kind === 'kl' ? ' nats' : ''}`,
    ),
    framed: order.flatMap((dimension) => {
      const place = nearest(valuesOf(dimension), own[dimension]!);
      return Array.from({ length: steps }, (_, step) => step === place);
    }),
  });
  return {
    png,
    numbers: { dimensions, steps, range, example },
    details: {
      order: order.map((dimension) => ({ dimension, [scale.kind]: scale.weights[dimension]! })),
    },
  };
}
