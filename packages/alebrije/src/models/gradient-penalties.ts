/** Penalties on the slope of a discriminator at chosen points. They are differentiated once more when it learns. */

import { normal, place, type RandomPlace, uniform } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { gradient } from '../tensor/trace.ts';

export interface PenaltyInputs {
  /** Points [B, ...] → scores [B, 1]. */
  readonly judge: (points: Tensor) => Tensor;
  /** Real examples [B, ...]. */
  readonly real: Tensor;
  /** As many generated ones; no gradient flows through them. */
  readonly generated: Tensor;
  /** Where points are drawn. */
  readonly place: RandomPlace;
}

/** Without its weight, float32 []. */
export type GradientPenalty = (inputs: PenaltyInputs) => Tensor;

/** Under the root, whose slope at 0 is infinite. */
const EPSILON = 1e-12;

/** ‖∇ D(x)‖² at each point: [B, ...] → [B]. */
function squaredSlope(judge: PenaltyInputs['judge'], points: Tensor): Tensor {
  const slope = gradient(judge(points).sum(), points);
  return slope.square().flatten().sum(1);
}

/** The mean of (‖∇ D(x)‖ − 1)². */
function distanceFromOne(judge: PenaltyInputs['judge'], points: Tensor): Tensor {
  return squaredSlope(judge, points).add(EPSILON).sqrt().sub(1).square().mean();
}

/** Shape [B, 1, ...] in which one number per example meets it. */
const perExample = ({ shape }: Tensor) => [shape[0]!, ...shape.slice(1).map(() => 1)];

/**
 * Gulrajani et al., "Improved training of Wasserstein GANs" (NeurIPS 2017), equation 3: at points drawn
 * evenly between a real and a generated example.
 */
function betweenBoth({ judge, real, generated, place: at }: PenaltyInputs): Tensor {
  const share = uniform(place(at, 'share'), perExample(real));
  return distanceFromOne(judge, generated.add(real.sub(generated).mul(share)));
}

/** Of the data's own deviation: how far the points of DRAGAN lie from real examples. */
const PERTURBATION = 0.5;

/**
 * Kodali et al., "On convergence and stability of GANs" (2017), section 2.3: around real examples. As in
 * the authors' code, the distance follows the deviation of the batch.
 */
function aroundReal({ judge, real, place: at }: PenaltyInputs): Tensor {
  const deviation = real.variance().sqrt().mul(PERTURBATION);
  const noise = normal(place(at, 'noise'), real.shape).mul(deviation);
  return distanceFromOne(judge, real.add(noise));
}

/** Mescheder et al., "Which training methods for GANs do actually converge?" (ICML 2018), equation 9: R₁. */
function atReal({ judge, real }: PenaltyInputs): Tensor {
  return squaredSlope(judge, real).mean().mul(0.5);
}

export const gradientPenalties = {
  'gradient-penalty': betweenBoth,
  dragan: aroundReal,
  r1: atReal,
} as const satisfies Readonly<Record<string, GradientPenalty>>;

export type GradientPenaltyName = keyof typeof gradientPenalties;
