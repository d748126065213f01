/** What the decoder makes of every place in the plane of the codes. */

import { manifold } from '../../explore/figures/index.ts';
import type { OpenModel } from '../open-model.ts';
import { type CodePlane, codePlane, quantile } from './code-plane.ts';
import { inHoles, shareOf, trainingCodes } from './codes.ts';
import { expectContinuousCodes } from './discrete-samples.ts';
import {
  asImages,
  colouringOf,
  expectShownImages,
  hasEncoder,
  type Picture,
  shownShape,
} from './picture.ts';
import { priorManifoldPicture } from './prior-manifold.ts';

/** Left out at either end of each axis: single codes far from all others would shrink the rest. */
const TAIL = 0.005;

export interface ManifoldPictureOptions {
  /** Images per side. Default 20. */
  readonly grid?: number | undefined;
  /** Whether the codes of validation images are drawn over the images. Default true. */
  readonly codes?: boolean | undefined;
  /**
   * The map of where codes are drawn from, what lies in holes tinted, without codes over it. Default
   * false.
   */
  readonly holes?: boolean | undefined;
}

type Range = [low: number, high: number];

/** `count` even steps from `low` to `high`; the middle for one. */
function steps(low: number, high: number, count: number): number[] {
  if (count === 1) return [(low + high) / 2];
  return Array.from({ length: count }, (_, step) => low + ((high - low) * step) / (count - 1));
}

/** Standard deviations of the prior that its map shows to either side. */
const PRIOR_REACH = 2.5;

/** Along each axis: the central 99 % of the codes; or all from where codes are drawn. */
async function rangesOf(
  model: OpenModel,
  { x, y, placesOf }: CodePlane,
  holes: boolean,
): Promise<[x: Range, y: Range]> {
  if (!holes) {
    return [
      [quantile(x, TAIL), quantile(x, 1 - TAIL)],
      [quantile(y, TAIL), quantile(y, 1 - TAIL)],
    ];
  }
  if (model.system.views.hasNormalPrior) {
    return [
      [-PRIOR_REACH, PRIOR_REACH],
      [-PRIOR_REACH, PRIOR_REACH],
    ];
  }
  const training = placesOf(await trainingCodes(model));
  return [
    [quantile(training.x, 0), quantile(training.x, 1)],
    [quantile(training.y, 0), quantile(training.y, 1)],
  ];
}

function subtitleOf(
  model: OpenModel,
  { note }: CodePlane,
  { grid, inHoles }: { grid: number; inHoles: number | undefined },
): string {
  const map = note
    ? `A ${grid}x${grid} grid through the mean, along ${note}.`
    : `A ${grid}x${grid} grid; each image is drawn at the code it was decoded from.`;
  if (inHoles === undefined) return map;
  const where = model.system.views.hasNormalPrior
    ? `${PRIOR_REACH} deviations to either side of the prior’s centre`
    : note
      ? 'The range of the training codes'
      : 'The box around the training codes';
  return `${map} ${where}: ${Math.round(100 * inHoles)} % of it (tinted) lies in holes, farther from every training code than 99 % of the codes of new images.`;
}

/**
 * Decoded images on an even grid over the central 99 % of the codes along each axis.
 * Numbers: `grid`, the range along both axes, `varianceShare` as `scatterPicture`, and with holes
 * `inHoles`, the share of the images whose codes lie in them.
 * @throws UserError if the run was trained on points, or the codes have only one number
 */
export async function manifoldPicture(
  model: OpenModel,
  { grid = 20, codes = true, holes = false }: ManifoldPictureOptions = {},
): Promise<Picture> {
  expectShownImages(model, 'the manifold');
  expectContinuousCodes(model, 'the manifold');
  if (!hasEncoder(model)) return priorManifoldPicture(model, grid);
  const plane = await codePlane(model);
  const { x, y, xName, yName, varianceShare } = plane;
  const [xRange, yRange] = await rangesOf(model, plane, holes);
  const columns = steps(...xRange, grid);
  const rows = steps(...yRange, grid).toReversed();
  const places = plane.codesAt(
    rows.flatMap(() => columns),
    rows.flatMap((value) => columns.map(() => value)),
  );
  const tinted = holes ? await inHoles(model, places) : undefined;
  const share = tinted && shareOf(tinted);
  const colouring = colouringOf(model);
  const withCodes = codes && !holes;
  const png = await manifold({
    title: `The plane of codes, decoded${withCodes ? ', under the codes of the images' : ''}`,
    subtitle: subtitleOf(model, plane, { grid, inHoles: share }),
    images: asImages(await model.session.decode(places), shownShape(model)),
    rows: grid,
    columns: grid,
    xRange,
    yRange,
    xName,
    yName,
    tinted,
    ...(withCodes && { codes: { x, y, colouring } }),
  });
  const [xLow, xHigh] = xRange;
  const [yLow, yHigh] = yRange;
  const inHolesShare = share === undefined ? {} : { inHoles: share };
  return { png, numbers: { grid, xLow, xHigh, yLow, yHigh, varianceShare, ...inHolesShare } };
}
