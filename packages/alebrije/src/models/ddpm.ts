/**
 * Denoising diffusion: Ho et al., "Denoising diffusion probabilistic models" (NeurIPS 2020), with the
 * cosine schedule of Nichol and Dhariwal, "Improved denoising diffusion probabilistic models" (ICML
 * 2021). B batch; t = 1..T time steps, 0 the data themselves; ε noise.
 */

import type { Tree } from '../graph/types.ts';
import { applyNamed, type Layer, type LayerContext, type Variables } from '../nn/layer.ts';
import { huber, meanAbsoluteError, meanSquaredError } from '../nn/losses.ts';
import { normal, place, type RandomPlace, uniform } from '../tensor/random.ts';
import { type Tensor, tensorOf } from '../tensor/tensor.ts';

/** How much noise each step adds, in double precision; entry t of each list belongs to step t. */
export interface NoiseSchedule {
  /** T. */
  readonly steps: number;
  /** β_t, the variance that step t adds; β₀ = 0. */
  readonly betas: readonly number[];
  /** ᾱ_t = ∏ (1 − β_s), s = 1..t: the share of the data's variance that is left. */
  readonly alphaBars: readonly number[];
}

/** No step adds more, so that ᾱ never reaches 0. */
const LARGEST_BETA = 0.999;

function scheduleOf(uncut: readonly number[]): NoiseSchedule {
  const betas = uncut.map((beta) => Math.min(beta, LARGEST_BETA));
  let alphaBar = 1;
  const alphaBars = betas.map((beta) => {
    alphaBar *= 1 - beta;
    return alphaBar;
  });
  return { steps: betas.length, betas: [0, ...betas], alphaBars: [1, ...alphaBars] };
}

/** The number of steps for which Ho et al. chose their betas. */
const LINEAR_STEPS = 1000;

/**
 * β from 1e-4 to 0.02 in equal steps (section 4), scaled by 1000 / T so that any number of
 * steps ends with as much noise.
 */
export function linearSchedule(steps: number, first = 1e-4, last = 0.02): NoiseSchedule {
  const scale = LINEAR_STEPS / steps;
  const betas = Array.from(
    { length: steps },
    (_, index) => scale * (first + ((last - first) * index) / Math.max(steps - 1, 1)),
  );
  return scheduleOf(betas);
}

/**
 * ᾱ_t = f(t) / f(0), f(t) = cos²((t/T + s) / (1 + s) · π/2), with β_t = 1 − ᾱ_t / ᾱ_{t−1} at most
 * 0.999 (Nichol and Dhariwal, equation 17).
 * @param offset s, which keeps β from vanishing near t = 0
 */
export function cosineSchedule(steps: number, offset = 0.008): NoiseSchedule {
  const f = (t: number) => Math.cos(((t / steps + offset) / (1 + offset)) * (Math.PI / 2)) ** 2;
  return scheduleOf(Array.from({ length: steps }, (_, index) => 1 - f(index + 1) / f(index)));
}

const errors = { huber, mae: meanAbsoluteError, mse: meanSquaredError };

/** Which distance between the noise and its prediction is lowered, each its mean per pixel. */
export type NoiseError = keyof typeof errors;

export interface Ddpm {
  /** Noisy data [B, ...] and the side input `steps`, float32 [B] → the noise, [B, ...]. */
  readonly denoiser: Layer;
  readonly schedule: NoiseSchedule;
  readonly error: NoiseError;
}

/** Time steps drawn uniformly from 1..T, int32 [B]. */
export function drawSteps({ steps }: NoiseSchedule, at: RandomPlace, batch: number): Tensor {
  // The product may be rounded up to T.
  const drawn = uniform(at, [batch])
    .mul(steps)
    .floor()
    .minimum(steps - 1);
  return drawn.cast('int32').add(1);
}

/** One number per time step, picked for each example: int32 [B] → float32 [B, 1, ...] of x's rank. */
function pick(values: readonly number[], t: Tensor, { rank }: Tensor): Tensor {
  return tensorOf(values)
    .gather(t)
    .reshape([t.size, ...new Array<number>(rank - 1).fill(1)]);
}

/** x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε (equation 4), for data and noise [B, ...] and steps t, int32 [B]. */
export function addNoise(
  { alphaBars }: NoiseSchedule,
  data: Tensor,
  noise: Tensor,
  t: Tensor,
): Tensor {
  const signal = pick(alphaBars.map(Math.sqrt), t, data);
  const deviation = pick(
    alphaBars.map((alphaBar) => Math.sqrt(1 - alphaBar)),
    t,
    data,
  );
  return data.mul(signal).add(noise.mul(deviation));
}

/** ε_θ(x_t, t): noisy data [B, ...] and steps, int32 [B] → the noise, [B, ...]. */
export function predictNoise(
  { denoiser }: Ddpm,
  variables: Variables<Tensor>,
  noisy: Tensor,
  t: Tensor,
  context: LayerContext,
): { readonly noise: Tensor; readonly state: Tree<Tensor> } {
  const inputs = { ...context.inputs, steps: t.cast('float32') };
  const applied = applyNamed('denoiser', denoiser, variables, noisy, { ...context, inputs });
  return { noise: applied.output, state: { denoiser: applied.state } };
}

export interface DdpmLoss {
  /** Mean error per value of the predicted noise, float32 []. */
  readonly loss: Tensor;
  readonly state: Tree<Tensor>;
}

/** Equation 14, or the same with another error: the noise of one random step of each example. */
export function ddpmLoss(
  model: Ddpm,
  variables: Variables<Tensor>,
  data: Tensor,
  context: LayerContext,
): DdpmLoss {
  const t = drawSteps(model.schedule, place(context.place, 'steps'), data.shape[0]!);
  const noise = normal(place(context.place, 'noise'), data.shape);
  const noisy = addNoise(model.schedule, data, noise, t);
  const predicted = predictNoise(model, variables, noisy, t, context);
  return { loss: errors[model.error](predicted.noise, noise).mean(), state: predicted.state };
}
