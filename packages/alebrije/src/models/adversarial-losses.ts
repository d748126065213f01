/**
 * What the two sides of an adversarial training lower, given the discriminator's scores [B, 1] of real
 * and of generated examples.
 */

import type { Tensor } from '../tensor/tensor.ts';

export interface Scores {
  /** [B, 1]. */
  readonly real: Tensor;
  /** [B, 1]. */
  readonly generated: Tensor;
}

export interface AdversarialLoss {
  /**
   * What the discriminator lowers, float32 [].
   * @param smoothing s of one-sided label smoothing: real examples are to be told as such with 1 − s,
   *   not 1 (Salimans et al., NeurIPS 2016, section 3.4); 0 for losses without targets
   */
  readonly discriminator: (scores: Scores, smoothing: number) => Tensor;
  /** What the generator lowers, given the scores of its examples [B, 1]: float32 []. */
  readonly generator: (generated: Tensor) => Tensor;
  /** True if σ(score) is the probability of being real. */
  readonly hasProbability: boolean;
  /** True if the discriminator has targets, which can be smoothed. */
  readonly hasTargets: boolean;
  /** Scores above it say "real"; a critic's scores, which count beside each other only, have none. */
  readonly threshold?: number;
}

/** −log σ(ℓ) per logit: the cross-entropy of "real". */
const notReal = (logits: Tensor) => logits.neg().softplus();
/** −log(1 − σ(ℓ)) per logit: the cross-entropy of "generated". */
const notGenerated = (logits: Tensor) => logits.softplus();

/** The mean of −(1 − s) log σ(ℓ) − s log(1 − σ(ℓ)): the cross-entropy of "real with 1 − s". */
function smoothedNotReal(logits: Tensor, smoothing: number): Tensor {
  const loss = notReal(logits).mean();
  return smoothing === 0 ? loss : loss.add(logits.mean().mul(smoothing));
}

/** Mean binary cross-entropy over both halves. */
const crossEntropy: AdversarialLoss['discriminator'] = ({ real, generated }, smoothing) =>
  notGenerated(generated).mean().add(smoothedNotReal(real, smoothing)).mul(0.5);

/** Goodfellow et al., "Generative adversarial nets" (NeurIPS 2014), equation 1: both sides on one value. */
const minimax: AdversarialLoss = {
  discriminator: crossEntropy,
  generator: (generated) => notGenerated(generated).mean().neg(),
  hasProbability: true,
  hasTargets: true,
  threshold: 0,
};

/** The same paper, end of section 3: the generator raises log D(G(z)), whose slope does not fade. */
const nonSaturating: AdversarialLoss = {
  discriminator: crossEntropy,
  generator: (generated) => notReal(generated).mean(),
  hasProbability: true,
  hasTargets: true,
  threshold: 0,
};

const halfSquare = (scores: Tensor, target: number) => scores.sub(target).square().mean().mul(0.5);

/** Mao et al., "Least squares generative adversarial networks" (ICCV 2017), equation 9: targets 0 and 1. */
const leastSquares: AdversarialLoss = {
  discriminator: ({ real, generated }, smoothing) =>
    halfSquare(real, 1 - smoothing).add(halfSquare(generated, 0)),
  generator: (generated) => halfSquare(generated, 1),
  hasProbability: false,
  hasTargets: true,
  threshold: 0.5,
};

/**
 * Lim and Ye, "Geometric GAN" (2017); Miyato et al., "Spectral normalization for generative adversarial
 * networks" (ICLR 2018), equations 16 and 17.
 */
const hinge: AdversarialLoss = {
  discriminator: ({ real, generated }) =>
    real.neg().add(1).relu().mean().add(generated.add(1).relu().mean()),
  generator: (generated) => generated.mean().neg(),
  hasProbability: false,
  hasTargets: false,
  threshold: 0,
};

/**
 * Arjovsky, Chintala and Bottou, "Wasserstein generative adversarial networks" (ICML 2017), equation 2:
 * minus the discriminator's loss estimates the distance between data and samples, up to the slope that
 * its penalty allows.
 */
const wasserstein: AdversarialLoss = {
  discriminator: ({ real, generated }) => generated.mean().sub(real.mean()),
  generator: (generated) => generated.mean().neg(),
  hasProbability: false,
  hasTargets: false,
};

export const adversarialLosses = {
  minimax,
  'non-saturating': nonSaturating,
  'least-squares': leastSquares,
  hinge,
  wasserstein,
} as const satisfies Readonly<Record<string, AdversarialLoss>>;

export type AdversarialLossName = keyof typeof adversarialLosses;
