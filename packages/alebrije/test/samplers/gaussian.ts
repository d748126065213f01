/**
 * Data of N(m, Q diag(v) Qᵀ) in four dimensions, of which everything is known: the exact denoiser, and
 * what a sampler makes of it. All constants are exact in float32.
 */

import type { NoiseLevel } from '../../src/samplers/noise-schedule.ts';
import type { PredictionTarget } from '../../src/samplers/prediction.ts';
import { type StepNumbers, usesNoise } from '../../src/samplers/solver-step.ts';
import { type Tensor, tensorOf } from '../../src/tensor/tensor.ts';
import { array } from '../nn/evaluation.ts';
import { type LevelDenoising, runSampler } from './sampling.ts';

const D = 4;

/** Rows and columns are of length 1 and at right angles; its own transpose. */
const AXES = [
  [0.5, 0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5, -0.5],
  [0.5, 0.5, -0.5, -0.5],
  [0.5, -0.5, -0.5, 0.5],
];

export interface Gaussian {
  /** [D]. */
  readonly mean: readonly number[];
  /** Along the axes, [D]. */
  readonly variances: readonly number[];
}

export const someGaussian: Gaussian = {
  mean: [1, -2, 0.5, 3],
  variances: [4, 1, 0.25, 0.0625],
};

/** Q diag(values) Qᵀ, [D, D]. */
function matrixOf(values: readonly number[]): number[][] {
  return AXES.map((row) =>
    AXES.map((column) => values.reduce((sum, v, k) => sum + row[k]! * v * column[k]!, 0)),
  );
}

/** Of α x₀ + σ ε. */
export function momentsAt(
  { mean, variances }: Gaussian,
  { signal, deviation }: Pick<NoiseLevel, 'signal' | 'deviation'>,
): Moments {
  return {
    mean: mean.map((m) => signal * m),
    covariance: matrixOf(variances.map((v) => signal ** 2 * v + deviation ** 2)),
  };
}

/** E[x₀ | x] = m + α Σ (α² Σ + σ² I)⁻¹ (x − α m), read as the network's output that it stands for. */
export function exactDenoising(
  { mean, variances }: Gaussian,
  target: PredictionTarget = 'x0',
): LevelDenoising {
  const axes = tensorOf(AXES.flat(), [D, D]);
  const m = tensorOf(mean);
  const v = tensorOf(variances);
  const x0Of = (x: Tensor, { signal, deviation }: StepNumbers<Tensor>) => {
    const gain = v.mul(signal).div(v.mul(signal.square()).add(deviation.square()));
    return m.add(x.sub(m.mul(signal)).matmul(axes).mul(gain).matmul(axes));
  };
  return (step) => ({
    target,
    predict(x) {
      const x0 = x0Of(x, step);
      if (target === 'x0') return x0;
      const noise = x.sub(x0.mul(step.signal)).div(step.deviation);
      return target === 'noise' ? noise : noise.mul(step.signal).sub(x0.mul(step.deviation));
    },
  });
}

export interface Moments {
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

/**
 * The mean and covariance, exactly, of what a sampler makes of x ~ N(α m, α² Σ + σ² I). Every step is
 * affine in x and z, so images of the origin and of unit vectors tell all.
 */
export function sampledMoments(
  gaussian: Gaussian,
  start: NoiseLevel,
  steps: readonly StepNumbers<number>[],
): Moments {
  const { signal, deviation } = start;
  const centre = gaussian.mean.map((m) => signal * m);
  const root = matrixOf(gaussian.variances.map((v) => Math.sqrt(signal ** 2 * v + deviation ** 2)));
  const noisy = usesNoise(steps) ? steps.length : 0;
  // The centre, the centre and each column of the root, the centre with each unit of noise in each step.
  const rows = 1 + D + D * noisy;
  const starts = Array.from({ length: rows }, (_, row) =>
    centre.map((value, i) => value + (row >= 1 && row <= D ? root[i]![row - 1]! : 0)),
  );
  const noiseOf = (index: number) => {
    const noise = new Float64Array(rows * D);
    for (let i = 0; i < D && noisy > 0; i++) noise[(1 + D + D * index + i) * D + i] = 1;
    return array(noise, [rows, D]);
  };
  const { data } = runSampler(
    exactDenoising(gaussian),
    steps,
    array(starts.flat(), [rows, D]),
    noiseOf,
  );
  const mean = Array.from(data.subarray(0, D));
  const covariance = mean.map((_, i) =>
    mean.map((__, j) => {
      let sum = 0;
      for (let row = 1; row < rows; row++) {
        sum += (data[row * D + i]! - mean[i]!) * (data[row * D + j]! - mean[j]!);
      }
      return sum;
    }),
  );
  return { mean, covariance };
}

/** The largest distance between any two entries. */
export function momentDistance(a: Moments, b: Moments): number {
  const entries = ({ mean, covariance }: Moments) => [...mean, ...covariance.flat()];
  const others = entries(b);
  return Math.max(...entries(a).map((value, index) => Math.abs(value - others[index]!)));
}
