/** Each number of the codes against the prior that it is meant to follow. */

import { histograms } from '../../explore/figures/index.ts';
import { normalFits } from '../../metrics/kolmogorov-smirnov.ts';
import { countActiveUnits, posteriorStatistics } from '../../metrics/posterior.ts';
import type { OpenModel } from '../open-model.ts';
import { decoderCodes } from './codes.ts';
import type { Picture } from './picture.ts';

const SHOWN = 50;
const SIGNIFICANCE = 0.01;

/**
 * One draw from the posterior of each validation example, number by number, against N(0, 1).
 * Numbers: `count`, `kl` (nats per example, unweighted), `activeUnits`; how far all codes together
 * are from N(0, 1): `largestMean`, `smallestDeviation`, `largestDeviation`; and by the
 * Kolmogorov-Smirnov test of each number of the code `meanDistance`, `largestDistance` and
 * `unlikeNormal`, how many are farther than 99 of 100 samples from N(0, 1) would be.
 * @param model one whose codes have a posterior
 */
export async function histogramPicture(model: OpenModel): Promise<Picture> {
  const { values } = model.data.validation;
  const codes = await decoderCodes(model, values);
  const [count, size] = codes.shape as readonly [number, number];
  const statistics = posteriorStatistics(await model.session.posterior(values));
  const activeUnits = countActiveUnits(statistics);
  const kl = statistics.kl.reduce((sum, part) => sum + part, 0);
  const fits = normalFits(codes);
  const distances = fits.map(({ distance }) => distance);
  const first = size > SHOWN ? ` The first ${SHOWN} of ${size} numbers.` : '';
  const png = await histograms({
    title: 'Codes of the validation examples against the prior N(0, 1)',
    subtitle: `One draw per example. ${activeUnits} of ${size} numbers carry information; KL divergence ${kl.toFixed(2)} nats per example. D: largest difference from the prior in the share of codes up to any place (Kolmogorov-Smirnov).${first}`,
    codes: codes.data as Float32Array,
    dimensions: size,
    shown: Math.min(SHOWN, size),
    distances,
  });
  return {
    png,
    numbers: {
      count,
      kl,
      activeUnits,
      largestMean: Math.max(...statistics.mean.map(Math.abs)),
      smallestDeviation: Math.min(...statistics.deviation),
      largestDeviation: Math.max(...statistics.deviation),
      meanDistance: distances.reduce((sum, distance) => sum + distance, 0) / size,
      largestDistance: Math.max(...distances),
      unlikeNormal: fits.filter(({ pValue }) => pValue < SIGNIFICANCE).length,
    },
  };
}
