/**
 * What a denoising network predicts, and how one prediction is read as another: Salimans and Ho,
 * "Progressive distillation for fast sampling of diffusion models" (ICLR 2022), section 4 and appendix D.
 * x = α x₀ + σ ε, α² + σ² = 1; v = α ε − σ x₀.
 */

import type { Operand, Tensor } from '../tensor/tensor.ts';

/** ε, x₀ or v. */
export type PredictionTarget = 'noise' | 'x0' | 'v';

/** α and σ, numbers or tensors that broadcast to x. */
export interface Level {
  readonly signal: Operand;
  readonly deviation: Operand;
}

/** x = α x₀ + σ ε. */
export function noised(x0: Tensor, noise: Tensor, { signal, deviation }: Level): Tensor {
  return x0.mul(signal).add(noise.mul(deviation));
}

/** α ε − σ x₀. */
export function velocity(x0: Tensor, noise: Tensor, { signal, deviation }: Level): Tensor {
  return noise.mul(signal).sub(x0.mul(deviation));
}

/** What the network should have said. */
export function targetOf(
  target: PredictionTarget,
  x0: Tensor,
  noise: Tensor,
  level: Level,
): Tensor {
  switch (target) {
    case 'noise':
      return noise;
    case 'x0':
      return x0;
    case 'v':
      return velocity(x0, noise, level);
  }
}

/** The x₀ that a prediction at x stands for: (x − σ ε) / α, or α x − σ v. */
export function x0From(
  target: PredictionTarget,
  x: Tensor,
  prediction: Tensor,
  { signal, deviation }: Level,
): Tensor {
  switch (target) {
    case 'noise':
      return x.sub(prediction.mul(deviation)).div(signal);
    case 'x0':
      return prediction;
    case 'v':
      return x.mul(signal).sub(prediction.mul(deviation));
  }
}

/** The ε that a prediction at x stands for: (x − α x₀) / σ, or σ x + α v. Not for σ = 0 and x₀. */
export function noiseFrom(
  target: PredictionTarget,
  x: Tensor,
  prediction: Tensor,
  { signal, deviation }: Level,
): Tensor {
  switch (target) {
    case 'noise':
      return prediction;
    case 'x0':
      return x.sub(prediction.mul(signal)).div(deviation);
    case 'v':
      return x.mul(deviation).add(prediction.mul(signal));
  }
}
