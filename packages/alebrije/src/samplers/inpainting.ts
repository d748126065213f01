/**
 * Lugmayr et al., "RePaint: inpainting using denoising diffusion probabilistic models" (CVPR 2022): what is
 * missing in data of which a part is known, by any trained diffusion. A mask is 1 where the data are known,
 * so outpainting is another mask. B batch.
 */

import { UserError } from '../errors.ts';
import type { Operand, Tensor } from '../tensor/tensor.ts';
import { levelAt, type NoiseSchedule } from './noise-schedule.ts';
import { noised } from './prediction.ts';
import type { StepNumbers } from './solver-step.ts';
import { type SolverConfig, solverSteps } from './solvers.ts';

/** Data that are known in part. */
export interface Known {
  /** [B, ...]; anything where the mask is 0. */
  readonly original: Tensor;
  /** 1 where the original holds, 0 where it is to be found; broadcasts to it. */
  readonly mask: Tensor;
}

/**
 * The state after a step with its known part replaced by the original, noised to the step's end: α′ x₀ +
 * σ′ z (equation 8). At the end of all steps, where σ′ = 0, that is the original itself.
 */
export function keepKnown(
  x: Tensor,
  { original, mask }: Known,
  { endSignal, endDeviation }: Pick<StepNumbers<Operand>, 'endSignal' | 'endDeviation'>,
  noise: Tensor,
): Tensor {
  const known = noised(original, noise, { signal: endSignal, deviation: endDeviation });
  return mask.greater(0.5).select(known, x);
}

/** How often, and how far, the sampler goes back so that the parts come to agree (section 4.2). */
export interface Resampling {
  /** Steps in a stretch that is repeated: the paper's jump length j. */
  readonly stretch: number;
  /** How often each stretch is done: the paper's r; 1 goes straight on. */
  readonly passes: number;
}

/**
 * A step whose end is noised back to an earlier time: x_t = √(ᾱ / ᾱ′) x_s + √(1 − ᾱ / ᾱ′) z. The step's
 * own noise and this one are one draw.
 */
function noisedBack(step: StepNumbers<number>, schedule: NoiseSchedule, time: number) {
  const { signal, deviation } = levelAt(schedule, time);
  const ratio = signal / step.endSignal;
  return {
    ...step,
    endSignal: signal,
    endDeviation: deviation,
    state: step.state * ratio,
    x0: step.x0 * ratio,
    memory: step.memory * ratio,
    noise: Math.sqrt((step.noise * ratio) ** 2 + 1 - ratio ** 2),
  };
}

/**
 * A solver's steps with every stretch done several times: after all passes but the last its end is noised
 * back to its begin. A solver that remembers begins each pass anew.
 * @throws UserError unless both numbers are whole and at least 1
 */
export function resampledSteps(
  solver: SolverConfig,
  schedule: NoiseSchedule,
  times: readonly number[],
  { stretch, passes }: Resampling,
): StepNumbers<number>[] {
  for (const [name, value] of Object.entries({ stretch, passes })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new UserError(`resampling takes a whole number of ${name} from 1 on, not ${value}`);
    }
  }
  if (passes === 1) return solverSteps(solver, schedule, times);
  const steps: StepNumbers<number>[] = [];
  for (let begin = 0; begin < times.length - 1; begin += stretch) {
    const pass = solverSteps(solver, schedule, times.slice(begin, begin + stretch + 1));
    const back = pass.with(-1, noisedBack(pass.at(-1)!, schedule, times[begin]!));
    for (let again = 1; again < passes; again++) steps.push(...back);
    steps.push(...pass);
  }
  return steps;
}
