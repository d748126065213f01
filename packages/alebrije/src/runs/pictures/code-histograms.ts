/** Each number of the codes against the prior that it is meant to follow. */

import { histograms } from '../../explore/figures/index.ts';
import { normalFits } from '../../metrics/kolmogorov-smirnov.ts';
import { countActiveUnits, posteriorStatistics } from '../../metrics/posterior.ts';
import type { OpenModel } from '../open-model.ts';
import { decoderCodes } from './codes.ts';
import { expectContinuousCodes } from './discrete-samples.ts';
import type { Picture } from './picture.ts';

const SHOWN = 50;
const SIGNIFICANCE = 0.01;

/** What the posteriors of validation examples say, of a model that has any. */
async function posteriorNumbers({ session, data, system }: OpenModel) {
  if (!system.views.posterior) return undefined;
  const { values, labels } = data.validation;
  const statistics = posteriorStatistics(await session.posterior(values, labels));
  return {
    kl: statistics.kl.reduce((sum, part) => sum + part, 0),
    activeUnits: countActiveUnits(statistics),
    largestMean: Math.max(...statistics.mean.map(Math.abs)),
    smallestDeviation: Math.min(...statistics.deviation),
    largestDeviation: Math.max(...statistics.deviation),
  };
}

/**
 * One draw from the posterior of each validation example, number by number, against N(0, 1); the codes
 * themselves where they are not random. Numbers: `count`; with a posterior `kl` (nats per example,
 * unweighted), `activeUnits`, and how far all codes together are from N(0, 1): `largestMean`,
 * `smallestDeviation`, `largestDeviation`; and by the Kolmogorov-Smirnov test of each number of the
 * code `meanDistance`, `largestDistance` and `unlikeNormal`, how many are farther than 99 of 100
 * samples from N(0, 1) would be.
 */
export async function histogramPicture(model: OpenModel): Promise<Picture> {
  expectContinuousCodes(model, 'the histograms');
  const { values, labels } = model.data.validation;
  const codes = await decoderCodes(model, { values, ...(labels && { labels }) });
  const [count, size] = codes.shape as readonly [number, number];
  const posterior = await posteriorNumbers(model);
  const fits = normalFits(codes);
  const distances = fits.map(({ distance }) => distance);
  const first = size > SHOWN ? ` The first ${SHOWN} of ${size} numbers.` : '';
  const png = await histograms({
    title: posterior
      ? 'Codes of the validation examples against the prior N(0, 1)'
      : 'Codes of the validation examples against N(0, 1), which is no prior of this model',
    subtitle: `${
      posterior
        ? `One draw per example. ${posterior.activeUnits} of ${size} numbers carry information; KL divergence ${posterior.kl.toFixed(2)} nats per example. `
        : ''
    }D: largest difference from N(0, 1) in the share of codes up to any place (Kolmogorov-Smirnov).${first}`,
    codes: codes.data as Float32Array,
    dimensions: size,
    shown: Math.min(SHOWN, size),
    distances,
  });
  return {
    png,
    numbers: {
      count,
      ...posterior,
      meanDistance: distances.reduce((sum, distance) => sum + distance, 0) / size,
      largestDistance: Math.max(...distances),
      unlikeNormal: fits.filter(({ pValue }) => pValue < SIGNIFICANCE).length,
    },
  };
}
