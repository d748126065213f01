/** How dense codes lie. N examples, Z numbers in a code. */

import type { HostTensor } from '../../graph/types.ts';
import type { Posteriors } from './aggregated-posterior.ts';

/** Of a sum, terms smaller than the largest by this factor are left out: e⁻⁴⁰. */
const NEGLIGIBLE = 40;
/** Of the largest deviation: numbers that hardly vary would else make the density infinite. */
const LEAST_DEVIATION = 1e-3;

/**
 * ln of the density of the aggregated posterior, (1/N) Σₙ q(z | xₙ), at each of the points [M, Z]: [M],
 * nats (Makhzani et al., "Adversarial autoencoders", 2015; of N examples in place of all).
 */
export function mixtureLogDensity(points: HostTensor, { mean, logVar }: Posteriors): Float64Array {
  const [count, size] = mean.shape as readonly [number, number];
  const precision = Float64Array.from(logVar.data, (value) => Math.exp(-value));
  const means = Float64Array.from(mean.data);
  const places = Float64Array.from(points.data);
  const peaks = new Float64Array(count);
  for (let index = 0; index < logVar.data.length; index++) {
    peaks[Math.floor(index / size)]! -= (logVar.data[index]! + Math.log(2 * Math.PI)) / 2;
  }
  return Float64Array.from({ length: points.shape[0]! }, (_, point) => {
    let largest = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let row = 0; row < count; row++) {
      const most = 2 * (peaks[row]! - largest + NEGLIGIBLE);
      let squares = 0;
      for (let axis = 0; axis < size && squares < most; axis++) {
        const index = row * size + axis;
        const offset = places[point * size + axis]! - means[index]!;
        squares += offset * offset * precision[index]!;
      }
      if (squares >= most) continue;
      const exponent = peaks[row]! - squares / 2;
      if (exponent > largest) {
        sum = sum * Math.exp(largest - exponent) + 1;
        largest = exponent;
      } else {
        sum += Math.exp(exponent - largest);
      }
    }
    return largest + Math.log(sum / count);
  });
}

/** ln of the density of N(0, I) at each of the points [M, Z]: [M], nats. */
export function normalLogDensity({ shape, data }: HostTensor): Float64Array {
  const [count, size] = shape as readonly [number, number];
  const result = new Float64Array(count).fill((-size * Math.log(2 * Math.PI)) / 2);
  for (let index = 0; index < data.length; index++) {
    result[Math.floor(index / size)]! -= data[index]! ** 2 / 2;
  }
  return result;
}

/**
 * A Gaussian kernel about each code [N, Z], for models whose codes are points: with the deviation
 * σ N^(−1/(Z + 4)) along each axis (D. W. Scott, "Multivariate density estimation", 1992, section 6.3.2).
 */
export function kernelPosteriors(codes: HostTensor): Posteriors {
  const { shape, data } = codes;
  const [count, size] = shape as readonly [number, number];
  const sums = new Float64Array(size);
  const squares = new Float64Array(size);
  for (let index = 0; index < data.length; index++) {
    sums[index % size]! += data[index]! / count;
    squares[index % size]! += data[index]! ** 2 / count;
  }
  const deviations = squares.map((square, axis) =>
    Math.sqrt(Math.max(0, square - sums[axis]! ** 2)),
  );
  const least = LEAST_DEVIATION * (deviations.reduce((a, b) => Math.max(a, b), 0) || 1);
  const width = count ** (-1 / (size + 4));
  const logVars = deviations.map((deviation) => 2 * Math.log(width * Math.max(deviation, least)));
  const logVar = Float32Array.from(data, (_, index) => logVars[index % size]!);
  return { mean: codes, logVar: { dtype: 'float32', shape, data: logVar } };
}
