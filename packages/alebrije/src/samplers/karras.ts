/**
 * Karras et al., "Elucidating the design space of diffusion-based generative models" (NeurIPS 2022),
 * algorithm 1: the deterministic samplers in the form x / α = x₀ + ς ε, ς = σ / α.
 */

import type { NoiseLevel } from './noise-schedule.ts';
import { type StepNumbers, stepFrom } from './solver-step.ts';

const sigma = ({ signal, deviation }: NoiseLevel) => deviation / signal;

/**
 * y′ = y + (ς′ − ς) d with y = x / α and d = (y − x₀) / ς (lines 4 and 5). In x this is DDIM with η = 0:
 * (y′ − x₀) / ς′ = (y − x₀) / ς.
 */
export function eulerStep(from: NoiseLevel, to: NoiseLevel): StepNumbers<number> {
  const left = sigma(to) / sigma(from);
  return stepFrom(from, to, {
    state: (to.signal / from.signal) * left,
    x0: to.signal * (1 - left),
  });
}

/**
 * Euler's step, which remembers y + ½ (ς′ − ς) d, and from the network's answer where it ends
 * y′ = that + ½ (ς′ − ς) d′ (lines 6 to 8). Euler's alone where ς′ = 0.
 */
export function heunSteps(from: NoiseLevel, to: NoiseLevel): StepNumbers<number>[] {
  const euler = eulerStep(from, to);
  if (to.deviation === 0) return [euler];
  const grown = sigma(to) / sigma(from) - 1;
  const halfBack = (1 - sigma(from) / sigma(to)) / 2;
  return [
    {
      ...euler,
      rememberedState: (to.signal / from.signal) * (1 + grown / 2),
      rememberedX0: (-to.signal * grown) / 2,
    },
    stepFrom(to, to, { memory: 1, state: halfBack, x0: -to.signal * halfBack }),
  ];
}
