/** Each number of the codes against the prior that it is meant to follow. */

import { histograms } from '../../explore/figures/index.ts';
import { countActiveUnits, posteriorStatistics } from '../../metrics/posterior.ts';
import { drawNormal, fold, key } from '../../tensor/key.ts';
import type { OpenModel } from '../open-model.ts';
import type { Picture } from './picture.ts';

/**
 * One draw from the posterior of each validation example, number by number, against N(0, 1).
 * Numbers: `count`, `kl` (nats per example, unweighted), `activeUnits`, and how far all codes
 * together are from N(0, 1): `largestMean`, `smallestDeviation`, `largestDeviation`.
 * @param model one whose codes have a posterior
 */
export async function histogramPicture(model: OpenModel): Promise<Picture> {
  const posterior = await model.session.posterior(model.data.validation.values);
  const { mean, logVar } = posterior;
  const [count, size] = mean.shape as readonly [number, number];
  const noise = drawNormal(fold(key(model.config.seed), 'histograms'), count * size);
  const codes = noise.map(
    (draw, index) => mean.data[index]! + Math.exp(logVar.data[index]! / 2) * draw,
  );
  const statistics = posteriorStatistics(posterior);
  const activeUnits = countActiveUnits(statistics);
  const kl = statistics.kl.reduce((sum, part) => sum + part, 0);
  const png = await histograms({
    title: 'Codes of the validation examples against the prior N(0, 1)',
    subtitle: `One draw per example. ${activeUnits} of ${size} numbers carry information; KL divergence ${kl.toFixed(2)} nats per example.`,
    codes,
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
