/** Each number of the codes against the prior that it is meant to follow. */

import { histograms } from '../../explore/figures/index.ts';
import { countActiveUnits, posteriorStatistics } from '../../metrics/posterior.ts';
import type { OpenModel } from '../open-model.ts';
import { decoderCodes } from './codes.ts';
import type { Picture } from './picture.ts';

/**
 * One draw from the posterior of each validation example, number by number, against N(0, 1).
 * Numbers: `count`, `kl` (nats per example, unweighted), `activeUnits`, and how far all codes
 * together are from N(0, 1): `largestMean`, `smallestDeviation`, `largestDeviation`.
 * @param model one whose codes have a posterior
 */
export async function histogramPicture(model: OpenModel): Promise<Picture> {
  const { values } = model.data.validation;
  const codes = await decoderCodes(model, values);
  const [count, size] = codes.shape as readonly [number, number];
  const statistics = posteriorStatistics(await model.session.posterior(values));
  const activeUnits = countActiveUnits(statistics);
  const kl = statistics.kl.reduce((sum, part) => sum + part, 0);
  const png = await histograms({
    title: 'Codes of the validation examples against the prior N(0, 1)',
    subtitle: `One draw per example. ${activeUnits} of ${size} numbers carry information; KL divergence ${kl.toFixed(2)} nats per example.`,
    codes: codes.data as Float32Array,
    dimensions: size,
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
    },
  };
}
