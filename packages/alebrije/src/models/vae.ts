/**
 * Variational autoencoder: Kingma and Welling, "Auto-encoding variational Bayes" (ICLR 2014), with a
 * weight on each part of the loss as in Higgins et al., "beta-VAE" (ICLR 2017), and the free bits of
 * Kingma et al., "Improved variational inference with inverse autoregressive flow" (NeurIPS 2016).
 * B batch, Z code.
 */

import type { Tree } from '../graph/types.ts';
import { applyNamed, type Layer, type LayerContext, type Variables } from '../nn/layer.ts';
import { type Likelihood, reconstructionError } from '../nn/likelihood.ts';
import { gaussianKl, gaussianKlByNumber } from '../nn/losses.ts';
import { normal, place } from '../tensor/random.ts';
import type { Operand, Tensor } from '../tensor/tensor.ts';

export interface Vae {
  /** x [B, ...] → [B, 2 Z]: the code's mean, then its log variance. */
  readonly encoder: Layer;
  /** code [B, Z] → [B, ...]: values for 'gaussian', logits for 'bernoulli'. */
  readonly decoder: Layer;
  readonly likelihood: Likelihood;
  /** Factor of the mean reconstruction error per value. */
  readonly reconstructionWeight: number;
  /** Factor of the KL divergence per example. */
  readonly klWeight: number;
  /** λ: nats of KL divergence that each number of the code has free, in the mean over a batch; none unless given. */
  readonly freeBits?: number;
}

/** q(z | x) = N(mean, exp(logVar)), each [B, Z]. */
export interface Posterior {
  readonly mean: Tensor;
  readonly logVar: Tensor;
  readonly state: Tree<Tensor>;
}

export function encodePosterior(
  { encoder }: Vae,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): Posterior {
  const { output, state } = applyNamed('encoder', encoder, variables, x, context);
  const codeSize = output.shape[1]! / 2;
  const [mean, logVar] = output.split([codeSize, codeSize]) as [Tensor, Tensor];
  return { mean, logVar, state };
}

/** z = mean + exp(logVar / 2) ⊙ ε, ε ~ N(0, I): the reparameterisation of section 2.4. */
export function sampleCode({ mean, logVar }: Posterior, context: LayerContext): Tensor {
  const noise = normal(place(context.place, 'code'), mean.shape);
  return mean.add(logVar.mul(0.5).exp().mul(noise));
}

export function decodeCode(
  { decoder }: Vae,
  variables: Variables<Tensor>,
  code: Tensor,
  context: LayerContext,
): { readonly output: Tensor; readonly state: Tree<Tensor> } {
  return applyNamed('decoder', decoder, variables, code, context);
}

/** A code drawn for each example, and what the decoder makes of it. */
export interface DrawnReconstruction {
  readonly posterior: Posterior;
  /** [B, Z] */
  readonly code: Tensor;
  /** Weighted error of the reconstruction, mean over the batch, float32 []. */
  readonly reconstruction: Tensor;
  /** Unweighted mean error per value: squared error or cross-entropy, float32 []. */
  readonly error: Tensor;
  /** Of encoder and decoder. */
  readonly state: { readonly encoder: Tree<Tensor>; readonly decoder: Tree<Tensor> };
}

/** The first part of equation 10, with one sample of the code per example. */
export function drawReconstruction(
  vae: Vae,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): DrawnReconstruction {
  const posterior = encodePosterior(vae, variables, x, context);
  const code = sampleCode(posterior, context);
  const decoded = decodeCode(vae, variables, code, context);
  const error = reconstructionError(vae.likelihood, decoded.output, x).mean();
  return {
    posterior,
    code,
    reconstruction: error.mul(vae.reconstructionWeight),
    error,
    state: { encoder: posterior.state, decoder: decoded.state },
  };
}

/**
 * KL(q(z|x) ‖ N(0, I)), mean over the batch, float32 []; with free bits Σ_j max(λ, KL_j) of the means
 * KL_j over the batch (equation 15 of Kingma et al. 2016), which draws no number below λ.
 */
export function codeCost({ freeBits = 0 }: Vae, { mean, logVar }: Posterior): Tensor {
  if (freeBits === 0) return gaussianKl(mean, logVar).mean();
  return gaussianKlByNumber(mean, logVar).maximum(freeBits).sum();
}

export interface VaeLoss {
  /** reconstruction + kl, float32 []. */
  readonly loss: Tensor;
  /** Weighted error of the reconstruction, mean over the batch. */
  readonly reconstruction: Tensor;
  /** Weighted KL(q(z|x) ‖ N(0, I)), mean over the batch. */
  readonly kl: Tensor;
  /** Unweighted mean error per value: squared error or cross-entropy. */
  readonly error: Tensor;
  readonly state: Tree<Tensor>;
}

/**
 * The negative evidence lower bound (equation 10), with one sample of the code per example.
 * @param klWeight in place of the model's own, float32 [] where it changes over the training
 */
export function vaeLoss(
  vae: Vae,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
  klWeight: Operand = vae.klWeight,
): VaeLoss {
  const drawn = drawReconstruction(vae, variables, x, context);
  const kl = codeCost(vae, drawn.posterior).mul(klWeight);
  const { reconstruction, error, state } = drawn;
  return { loss: reconstruction.add(kl), reconstruction, kl, error, state };
}
