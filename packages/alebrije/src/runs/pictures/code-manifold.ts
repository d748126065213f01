/** What the decoder makes of every place in the plane of the codes. */

import { manifold } from '../../explore/figures/index.ts';
import type { OpenModel } from '../open-model.ts';
import { codePlane, quantile } from './code-plane.ts';
import { asImages, colouringOf, expectShownImages, type Picture, shownShape } from './picture.ts';

/** Left out at either end of each axis: single codes far from all others would shrink the rest. */
const TAIL = 0.005;

export interface ManifoldPictureOptions {
  /** Images per side. Default 20. */
  readonly grid?: number | undefined;
  /** Whether the codes of validation images are drawn over the images. Default true. */
  readonly codes?: boolean | undefined;
}

/** `count` even steps from `low` to `high`; the middle for one. */
function steps(low: number, high: number, count: number): number[] {
  if (count === 1) return [(low + high) / 2];
  return Array.from({ length: count }, (_, step) => low + ((high - low) * step) / (count - 1));
}

/**
 * Decoded images on an even grid over the central 99 % of the codes along each axis.
 * Numbers: `grid`, the range along both axes, `varianceShare` as `scatterPicture`.
 * @throws UserError if the run was trained on points, or the codes have only one number
 */
export async function manifoldPicture(
  model: OpenModel,
  { grid = 20, codes = true }: ManifoldPictureOptions = {},
): Promise<Picture> {
  expectShownImages(model, 'the manifold');
  const plane = await codePlane(model);
  const { x, y, xName, yName, note, varianceShare } = plane;
  const xRange: [number, number] = [quantile(x, TAIL), quantile(x, 1 - TAIL)];
  const yRange: [number, number] = [quantile(y, TAIL), quantile(y, 1 - TAIL)];
  const columns = steps(...xRange, grid);
  const rows = steps(...yRange, grid).toReversed();
  const decoded = await model.session.decode(
    plane.codesAt(
      rows.flatMap(() => columns),
      rows.flatMap((value) => columns.map(() => value)),
    ),
  );
  const colouring = colouringOf(model);
  const over = codes ? ', under the codes of the images' : '';
  const png = await manifold({
    title: `The plane of codes, decoded${over}`,
    subtitle: note
      ? `A ${grid}x${grid} grid through the mean, along ${note}.`
      : `A ${grid}x${grid} grid; each image is drawn at the code it was decoded from.`,
    images: asImages(decoded, shownShape(model)),
    rows: grid,
    columns: grid,
    xRange,
    yRange,
    xName,
    yName,
    ...(codes && { codes: { x, y, colouring } }),
  });
  const [xLow, xHigh] = xRange;
  const [yLow, yHigh] = yRange;
  return { png, numbers: { grid, xLow, xHigh, yLow, yHigh, varianceShare } };
}
