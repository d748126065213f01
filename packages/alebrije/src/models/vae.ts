/**
 * Variational autoencoder: Kingma and Welling, "Auto-encoding variational Bayes" (ICLR 2014), with a
 * weight on each part of the loss as in Higgins et al., "beta-VAE" (ICLR 2017). B batch, Z code.
 */

import type { Tree } from '../graph/types.ts';
import { applyNamed, type Layer, type LayerContext, type Variables } from '../nn/layer.ts';
import { type Likelihood, reconstructionError } from '../nn/likelihood.ts';
import { gaussianKl } from '../nn/losses.ts';
import { normal, place } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';

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

/** The negative evidence lower bound (equation 10), with one sample of the code per example. */
export function vaeLoss(
  vae: Vae,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): VaeLoss {
  const posterior = encodePosterior(vae, variables, x, context);
  const decoded = decodeCode(vae, variables, sampleCode(posterior, context), context);
  const error = reconstructionError(vae.likelihood, decoded.output, x).mean();
  const reconstruction = error.mul(vae.reconstructionWeight);
  const kl = gaussianKl(posterior.mean, posterior.logVar).mean().mul(vae.klWeight);
  return {
    loss: reconstruction.add(kl),
    reconstruction,
    kl,
    error,
    state: { encoder: posterior.state, decoder: decoded.state },
  };
}
