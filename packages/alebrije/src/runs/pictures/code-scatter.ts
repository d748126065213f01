/** The codes of all validation examples, coloured by class or by their place on a curve. */

import { scatter } from '../../explore/figures/index.ts';
import type { OpenModel } from '../open-model.ts';
import { codePlane } from './code-plane.ts';
import { colouringOf, type Picture, shownExamples } from './picture.ts';

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
