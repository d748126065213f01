/**
 * Lu et al., "DPM-Solver++: fast solver for guided sampling of diffusion probabilistic models" (2022),
 * algorithm 2: multistep, of second order. λ = ln(α / σ), and h is how much λ grows in a step.
 */

import { ddimStep } from './ddim.ts';
import type { NoiseLevel } from './noise-schedule.ts';
import type { StepNumbers } from './solver-step.ts';

const lambda = ({ signal, deviation }: NoiseLevel) => Math.log(signal / deviation);

/**
 * x′ = (σ′ / σ) x − α′ (e⁻ʰ − 1) D, where D = (1 + h / 2h₋) x₀ − (h / 2h₋) x₀₋ extrapolates from the x₀
 * before, that of the step h₋. The first and the last step, before which nothing is known and after which
 * λ is infinite, take D = x₀: then this is DDIM.
 */
export function multistepSteps(levels: readonly NoiseLevel[]): StepNumbers<number>[] {
  return levels.slice(1).map((to, index) => {
    const from = levels[index]!;
    const step = { ...ddimStep(from, to, 0), rememberedX0: 1 };
    if (index === 0 || index === levels.length - 2) return step;
    const before = lambda(from) - lambda(levels[index - 1]!);
    const share = (lambda(to) - lambda(from)) / (2 * before);
    return { ...step, x0: step.x0 * (1 + share), memory: -step.x0 * share };
  });
}
