/** The plane of the prior, decoded, of a model without an encoder whose codes have two numbers. */

import { UserError } from '../../errors.ts';
import { manifold } from '../../explore/figures/index.ts';
import { asCodes, evenValues } from '../../explore/latent/index.ts';
import { expectEncoder } from '../../train/system.ts';
import type { OpenModel } from '../open-model.ts';
import { asImages, type Picture, shownShape } from './picture.ts';

/** Standard deviations of the prior to either side. */
const REACH = 2.5;

/**
 * Numbers: `grid`, the range along both axes.
 * @throws UserError unless the codes are two numbers with the prior N(0, I)
 */
export async function priorManifoldPicture(model: OpenModel, grid: number): Promise<Picture> {
  const { codeSize, hasNormalPrior } = model.system.views;
  if (!hasNormalPrior) expectEncoder(model.system.views);
  if (codeSize !== 2) {
    throw new UserError(
      `the manifold of a run without an encoder is a plane, and its codes have ${codeSize} numbers: train one with --set codeSize=2, or see its traverse`,
    );
  }
  const values = evenValues(REACH, grid);
  const codes = asCodes(values.toReversed().flatMap((y) => values.map((x) => [x, y])));
  const png = await manifold({
    title: 'The plane of codes, decoded',
    subtitle: `A ${grid}x${grid} grid over ${REACH} deviations to either side of the prior’s centre; each image is drawn at the code it was decoded from.`,
    images: asImages(await model.session.decode(codes), shownShape(model)),
    rows: grid,
    columns: grid,
    xRange: [-REACH, REACH],
    yRange: [-REACH, REACH],
    xName: 'z₁',
    yName: 'z₂',
  });
  return { png, numbers: { grid, xLow: -REACH, xHigh: REACH, yLow: -REACH, yHigh: REACH } };
}
