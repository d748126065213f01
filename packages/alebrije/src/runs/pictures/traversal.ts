/** One number of a code after the other, run through its values: what each stands for. */

import { UserError } from '../../errors.ts';
import { interpolationStrip } from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import { codeAt, evenValues, orderByKl, traversalGrid } from '../../explore/latent/index.ts';
import { posteriorStatistics } from '../../metrics/posterior.ts';
import { columnMeans, columnVariances } from '../../metrics/samples.ts';
import type { OpenModel } from '../open-model.ts';
import { shownCodes } from './codes.ts';
import { expectContinuousCodes } from './discrete-samples.ts';
import {
  asImages,
  checkValidationIndex,
  expectShownImages,
  type Picture,
  pickLabels,
  pickRows,
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
  /** Index of the validation example whose code is changed. Default 0. */
  readonly example?: number | undefined;
}

const SHOWN = 10;

/** How much each number of the code says, and from where to where it goes. */
interface Scale {
  /** KL divergence from the prior in nats, or the variance of the codes, [Z]. */
  readonly weights: Float64Array;
  readonly isKl: boolean;
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
    isKl: weights !== undefined,
    centre: hasNormalPrior ? variances.map(() => 0) : columnMeans(codes),
    deviation: hasNormalPrior ? variances.map(() => 1) : variances.map(Math.sqrt),
  };
}

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
 * the code of one validation image. Numbers: `dimensions`, `steps`, `range`, `example`; details:
 * `order`, the index of each shown number and its `kl` in nats, or its `variance` without a prior.
 * @throws UserError for points, an example that does not exist, or more numbers than a code has
 */
export async function traversalPicture(
  model: OpenModel,
  options: TraversalOptions = {},
): Promise<Picture> {
  expectShownImages(model, 'the traversal');
  expectContinuousCodes(model, 'the traversal');
  const { codeSize, hasNormalPrior } = model.system.views;
  const { steps = 11, range = 3, example = 0 } = options;
  const dimensions = options.dimensions ?? Math.min(SHOWN, codeSize);
  if (dimensions > codeSize) {
    throw new UserError(`--dims ${dimensions} is more than the ${codeSize} numbers of a code`);
  }
  checkValidationIndex(model, example);
  const { validation } = model.data;
  const labels = pickLabels(validation, [example]);
  const own = codeAt(await model.session.encode(pickRows(validation.values, [example]), labels), 0);
  const scale = await scaleOf(model);
  const order = orderByKl(scale.weights).slice(0, dimensions);
  const valuesOf = (dimension: number) =>
    evenValues(range, steps).map(
      (value) => scale.centre[dimension]! + value * scale.deviation[dimension]!,
    );
  const codes = traversalGrid(own, order, valuesOf);
  const told = labels && new Int32Array(codes.shape[0]!).fill(labels[0]!);
  const decoded = await model.session.decode(codes, told);
  const name = scale.isKl ? 'kl' : 'variance';
  const by = scale.isKl
    ? 'Ordered by KL divergence from the prior, nats per example'
    : 'Ordered by the variance of the codes';
  const unit = hasNormalPrior
    ? 'Values of the number'
    : 'Columns: deviations of the codes from their mean';
  const png = await interpolationStrip({
    title: `One number of the code at a time, from the code of validation image ${example}`,
    subtitle: `${by}. ${unit}; framed: nearest to the image’s own.`,
    images: asImages(decoded, shownShape(model)),
    steps,
    columnLabels: evenValues(range, steps).map((value) => formatNumber(value, 2)),
    rowLabels: order.map(
      (dimension) =>
        `z${subscript(dimension + 1)}  ${formatNumber(scale.weights[dimension]!, 3)}${scale.isKl ? ' nats' : ''}`,
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
      order: order.map((dimension) => ({ dimension, [name]: scale.weights[dimension]! })),
    },
  };
}
