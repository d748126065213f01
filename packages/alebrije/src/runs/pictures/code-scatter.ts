/** The codes of all validation examples, coloured by class or by their place on a curve. */

import { scatter } from '../../explore/figures/index.ts';
import type { OpenModel } from '../open-model.ts';
import { codePlane } from './code-plane.ts';
import { boxCodes, trainingCodes } from './codes.ts';
import { colouringOf, coordinate, type Picture, shownExamples } from './picture.ts';

function meanAndDeviation(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/**
 * Numbers: `count`, mean and standard deviation along both axes, and `varianceShare`, that of the
 * codes' variance which the plane shows.
 * @throws UserError if the codes have only one number
 */
export async function scatterPicture(model: OpenModel): Promise<Picture> {
  const { x, y, xName, yName, note, varianceShare } = await codePlane(model);
  const colouring = colouringOf(model);
  const { hasNormalPrior } = model.system.views;
  const byWhat = colouring
    ? 'labels' in colouring
      ? ', by class'
      : ', by place on the curve'
    : '';
  const count = x.length.toLocaleString('en-US');
  const shown = note ? `Projected on ${note}.` : 'Each example is drawn at its two numbers.';
  const png = await scatter({
    title: `Codes of ${count} ${shownExamples(model).kind} examples${byWhat}`,
    subtitle: hasNormalPrior
      ? `${shown} Dashed: 1, 2 and 3 standard deviations of the prior.`
      : shown,
    x,
    y,
    colouring,
    xName,
    yName,
    prior: hasNormalPrior,
  });
  const [alongX, alongY] = [meanAndDeviation(x), meanAndDeviation(y)];
  return {
    png,
    numbers: {
      count: x.length,
      xMean: alongX.mean,
      xDeviation: alongX.deviation,
      yMean: alongY.mean,
      yDeviation: alongY.deviation,
      varianceShare,
    },
  };
}

const DRAWN = 400;
const GRID = 20;

/** Share of the cells of a grid over the codes' box that hold at least one of the codes [N, 2]. */
export function occupiedShare(x: Float32Array, y: Float32Array, grid: number): number {
  const cellOf = (values: Float32Array) => {
    const low = values.reduce((a, b) => Math.min(a, b));
    const high = values.reduce((a, b) => Math.max(a, b));
    const width = (high - low) / grid || 1;
    return (value: number) => Math.min(grid - 1, Math.floor((value - low) / width));
  };
  const [column, row] = [cellOf(x), cellOf(y)];
  const cells = new Set(Array.from(x, (value, index) => row(y[index]!) * grid + column(value)));
  return cells.size / grid ** 2;
}

/**
 * Codes drawn evenly from the training codes' box over the training codes, for codes of two
 * numbers: where both part, there are holes. Numbers: `drawn`, `occupiedShare` of a 20x20 grid.
 */
export async function holesPicture(model: OpenModel, seed = model.config.seed): Promise<Picture> {
  const training = await trainingCodes(model);
  const drawn = boxCodes(seed, DRAWN, training);
  const [x, y] = [coordinate(training, 0), coordinate(training, 1)];
  const share = occupiedShare(x, y, GRID);
  const labels = Array.from({ length: x.length + DRAWN }, (_, index) => (index < x.length ? 0 : 1));
  const png = await scatter({
    title: `Training codes, and ${DRAWN} codes drawn evenly from their box`,
    subtitle: `Of ${GRID}x${GRID} cells of the box, ${Math.round(100 * share)} % hold a training code; the rest are holes.`,
    x: Float32Array.of(...x, ...coordinate(drawn, 0)),
    y: Float32Array.of(...y, ...coordinate(drawn, 1)),
    colouring: { labels, classNames: ['Training codes', 'Drawn codes'] },
    xName: 'z₁',
    yName: 'z₂',
    opacity: 0.7,
    size: 5,
  });
  return { png, numbers: { drawn: DRAWN, occupiedShare: share } };
}
