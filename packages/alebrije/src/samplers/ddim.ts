/**
 * Song, Meng and Ermon, "Denoising diffusion implicit models" (ICLR 2021). From t to s: x_t = α x₀ + σ ε,
 * x_s = α′ x₀ + σ′ ε.
 */

import type { NoiseLevel } from './noise-schedule.ts';
import { type StepNumbers, stepFrom } from './solver-step.ts';

/**
 * Equation 12, x′ = α′ x₀ + √(σ′² − ν²) ε + ν z, with the ε that belongs to x₀ even where that was
 * clipped, and ν = η σ′ / σ √(1 − α² / α′²) (equation 16).
 * @param eta η: 0 adds no noise, 1 is ancestral sampling with the small variance
 */
export function ddimStep(from: NoiseLevel, to: NoiseLevel, eta: number): StepNumbers<number> {
  const share = to.deviation / from.deviation;
  const noise = eta * share * Math.sqrt(Math.max(0, 1 - (from.signal / to.signal) ** 2));
  // ε = (x − α x₀) / σ
  const state = Math.sqrt(Math.max(0, to.deviation ** 2 - noise ** 2)) / from.deviation;
  return stepFrom(from, to, { state, x0: to.signal - from.signal * state, noise });
}
