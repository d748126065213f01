/**
 * Denoising diffusion: Ho et al., "Denoising diffusion probabilistic models" (NeurIPS 2020), which may
 * predict the noise, the data or v (Salimans and Ho, ICLR 2022), weigh times (Hang et al., "Efficient
 * diffusion training via min-SNR weighting strategy", ICCV 2023), and be told classes (Ho and Salimans,
 * "Classifier-free diffusion guidance", 2022). B batch; t = 1..T time steps, 0 the data themselves; ε noise.
 */

import type { Tree } from '../graph/types.ts';
import { applyNamed, type Layer, type LayerContext, type Variables } from '../nn/layer.ts';
import { huber, meanAbsoluteError, meanSquaredError } from '../nn/losses.ts';
import type { NoiseSchedule } from '../samplers/noise-schedule.ts';
import { noised, type PredictionTarget, targetOf } from '../samplers/prediction.ts';
import { normal, place, type RandomPlace, uniform } from '../tensor/random.ts';
import { fromHost, type Tensor, tensorOf } from '../tensor/tensor.ts';

export const predictionErrors = { huber, mae: meanAbsoluteError, mse: meanSquaredError };

/** Which distance between the target and its prediction is lowered, each its mean per value. */
export type PredictionError = keyof typeof predictionErrors;

/** For a network that is told classes. */
export interface ToldClasses {
  /** K; the label K stands for no class. */
  readonly count: number;
  /** Share of the training examples whose class is not told, so that the network learns both. */
  readonly dropped: number;
}

export interface Diffusion {
  /**
   * Noisy data [B, ...] and the side input `steps`, float32 [B], and `labels`, int32 [B], where it is told
   * classes → its prediction, [B, ...].
   */
  readonly denoiser: Layer;
  readonly schedule: NoiseSchedule;
  readonly target: PredictionTarget;
  readonly error: PredictionError;
  /** γ: times with a higher signal-to-noise ratio weigh no more than this one; all weigh 1 unless given. */
  readonly minSnrGamma?: number;
  readonly classes?: ToldClasses;
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

/** α and σ of each example's time, to broadcast to its data. */
function levelsOf({ alphaBars }: NoiseSchedule, t: Tensor, data: Tensor) {
  const deviations = alphaBars.map((alphaBar) => Math.sqrt(1 - alphaBar));
  return {
    signal: pick(alphaBars.map(Math.sqrt), t, data),
    deviation: pick(deviations, t, data),
  };
}

/** x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε (Ho et al., equation 4), for data and noise [B, ...] and t, int32 [B]. */
export function addNoise(schedule: NoiseSchedule, data: Tensor, noise: Tensor, t: Tensor): Tensor {
  return noised(data, noise, levelsOf(schedule, t, data));
}

/**
 * w_t of each time 0..T, where the ratio is ᾱ / (1 − ᾱ): min(ratio, γ) for x₀, and as much for the same
 * error of the others: min(ratio, γ) / ratio for the noise, min(ratio, γ) / (ratio + 1) for v (Hang et al.,
 * section 3.4). Derived for squared errors; others are weighed alike.
 */
export function lossWeights(
  { alphaBars }: NoiseSchedule,
  target: PredictionTarget,
  minSnrGamma: number,
): number[] {
  const shares = {
    x0: () => 1,
    // 1 / ratio and 1 / (ratio + 1), finite at t = 0 too.
    noise: (alphaBar: number) => (1 - alphaBar) / alphaBar,
    v: (alphaBar: number) => 1 - alphaBar,
  };
  return alphaBars.map(
    (alphaBar) => Math.min(alphaBar / (1 - alphaBar), minSnrGamma) * shares[target](alphaBar),
  );
}

/** The label of no class for each of `batch` examples, int32 [B]. */
export function noClass({ count }: ToldClasses, batch: number): Tensor {
  return fromHost({ dtype: 'int32', shape: [batch], data: new Int32Array(batch).fill(count) });
}

/** Labels, int32 [B], of which a share is replaced by that of no class. */
export function dropClasses(labels: Tensor, classes: ToldClasses, at: RandomPlace): Tensor {
  if (classes.dropped === 0) return labels;
  const isDropped = uniform(at, labels.shape).less(classes.dropped);
  return isDropped.select(noClass(classes, labels.size), labels);
}

export interface Prediction {
  /** [B, ...]. */
  readonly output: Tensor;
  readonly state: Tree<Tensor>;
}

/**
 * The network's answer to noisy data [B, ...] and their times, float32 [B].
 * @param labels int32 [B], asked for where the network is told classes
 */
export function predict(
  { denoiser, classes }: Diffusion,
  variables: Variables<Tensor>,
  { noisy, times, labels }: { noisy: Tensor; times: Tensor; labels?: Tensor | undefined },
  context: LayerContext,
): Prediction {
  const told = classes && { labels: labels ?? noClass(classes, noisy.shape[0]!) };
  const inputs = { ...context.inputs, steps: times, ...told };
  return applyNamed('denoiser', denoiser, variables, noisy, { ...context, inputs });
}

export interface DiffusionLoss {
  /** Mean, perhaps weighted, error per value of the prediction, float32 []. */
  readonly loss: Tensor;
  readonly state: Tree<Tensor>;
}

/**
 * Ho et al., equation 14, or the same with another target, error or weights: one random step of each
 * example.
 * @param labels int32 [B], where the network is told classes
 */
export function diffusionLoss(
  model: Diffusion,
  variables: Variables<Tensor>,
  { x, labels }: { readonly x: Tensor; readonly labels?: Tensor | undefined },
  context: LayerContext,
): DiffusionLoss {
  const { schedule, target, error, minSnrGamma, classes } = model;
  const t = drawSteps(schedule, place(context.place, 'steps'), x.shape[0]!);
  const noise = normal(place(context.place, 'noise'), x.shape);
  const level = levelsOf(schedule, t, x);
  const told =
    context.training && classes && labels
      ? dropClasses(labels, classes, place(context.place, 'classes'))
      : labels;
  const asked = { noisy: noised(x, noise, level), times: t.cast('float32'), labels: told };
  const { output, state } = predict(model, variables, asked, context);
  const errors = predictionErrors[error](output, targetOf(target, x, noise, level));
  if (minSnrGamma === undefined) return { loss: errors.mean(), state: { denoiser: state } };
  const weights = pick(lossWeights(schedule, target, minSnrGamma), t, x);
  return { loss: errors.mul(weights).mean(), state: { denoiser: state } };
}
