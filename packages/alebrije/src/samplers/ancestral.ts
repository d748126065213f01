/**
 * Ancestral sampling: Ho et al., "Denoising diffusion probabilistic models" (NeurIPS 2020), algorithm 2,
 * and at a part of the times as in Nichol and Dhariwal (ICML 2021), section 4. From t to s: ᾱ is that of
 * t, ᾱ′ that of s.
 */

import type { NoiseLevel } from './noise-schedule.ts';
import { type StepNumbers, stepFrom } from './solver-step.ts';

/** 'large': β, the best for data of N(0, I). 'small': β̃, the best for one single example (section 3.2). */
export type AncestralVariance = 'large' | 'small';

/**
 * x′ = μ̃(x, x₀) + √variance z (equation 7), where β = 1 − ᾱ / ᾱ′ and β̃ = β (1 − ᾱ′) / (1 − ᾱ). The
 * step to the data themselves adds no noise.
 */
export function ancestralStep(
  from: NoiseLevel,
  to: NoiseLevel,
  variance: AncestralVariance,
): StepNumbers<number> {
  const ratio = from.signal / to.signal;
  const beta = 1 - ratio ** 2;
  const left = (to.deviation / from.deviation) ** 2;
  const added = variance === 'small' ? beta * left : beta;
  return stepFrom(from, to, {
    state: ratio * left,
    x0: (to.signal * beta) / from.deviation ** 2,
    noise: to.deviation === 0 ? 0 : Math.sqrt(added),
  });
}
