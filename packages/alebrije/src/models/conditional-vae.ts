/**
 * Conditional variational autoencoder: Sohn, Lee and Yan, "Learning structured output representation
 * using deep conditional generative models" (NeurIPS 2015), with a prior N(0, I) that does not depend
 * on the class, as in Kingma et al., "Semi-supervised learning with deep generative models" (NeurIPS
 * 2014), section 2.2. B batch, C channels, K classes, Z code.
 */

import type { Tree } from '../graph/types.ts';
import { withClass, withClassPlanes } from '../nn/class-inputs.ts';
import { applyNamed, type Layer, type LayerContext, type Variables } from '../nn/layer.ts';
import { type Likelihood, reconstructionError } from '../nn/likelihood.ts';
import { gaussianKl } from '../nn/losses.ts';
import { normal, place } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';

export interface ConditionalVae {
  /** Images with class planes [B, C + K, H, W] → [B, 2 Z]: the code's mean, then its log variance. */
  readonly encoder: Layer;
  /** Code with the class [B, Z + K] → [B, C, H, W]: values for 'gaussian', logits for 'bernoulli'. */
  readonly decoder: Layer;
  readonly classes: number;
  readonly likelihood: Likelihood;
  /** Factor of the mean reconstruction error per value. */
  readonly reconstructionWeight: number;
  /** Factor of the KL divergence per example. */
  readonly klWeight: number;
}

/** q(z | x, y) = N(mean, exp(logVar)), each [B, Z]. @param labels int32 [B] */
export function encodeConditionally(
  { encoder, classes }: ConditionalVae,
  variables: Variables<Tensor>,
  x: Tensor,
  labels: Tensor,
  context: LayerContext,
): { readonly mean: Tensor; readonly logVar: Tensor; readonly state: Tree<Tensor> } {
  const told = withClassPlanes(x, labels, classes);
  const { output, state } = applyNamed('encoder', encoder, variables, told, context);
  const codeSize = output.shape[1]! / 2;
  const [mean, logVar] = output.split([codeSize, codeSize]) as [Tensor, Tensor];
  return { mean, logVar, state };
}

/** p(x | z, y). @param labels int32 [B] */
export function decodeConditionally(
  { decoder, classes }: ConditionalVae,
  variables: Variables<Tensor>,
  codes: Tensor,
  labels: Tensor,
  context: LayerContext,
): { readonly output: Tensor; readonly state: Tree<Tensor> } {
  return applyNamed('decoder', decoder, variables, withClass(codes, labels, classes), context);
}

export interface ConditionalVaeLoss {
  /** reconstruction + kl, float32 []. */
  readonly loss: Tensor;
  /** Weighted error of the reconstruction, mean over the batch. */
  readonly reconstruction: Tensor;
  /** Weighted KL(q(z | x, y) ‖ N(0, I)), mean over the batch. */
  readonly kl: Tensor;
  /** Unweighted mean error per value: squared error or cross-entropy. */
  readonly error: Tensor;
  readonly state: Tree<Tensor>;
}

/** The negative lower bound on ln p(x | y) (equation 4), with one sample of the code per example. */
export function conditionalVaeLoss(
  model: ConditionalVae,
  variables: Variables<Tensor>,
  { x, labels }: { readonly x: Tensor; readonly labels: Tensor },
  context: LayerContext,
): ConditionalVaeLoss {
  const { mean, logVar, state } = encodeConditionally(model, variables, x, labels, context);
  const noise = normal(place(context.place, 'code'), mean.shape);
  const code = mean.add(logVar.mul(0.5).exp().mul(noise));
  const decoded = decodeConditionally(model, variables, code, labels, context);
  const error = reconstructionError(model.likelihood, decoded.output, x).mean();
  const reconstruction = error.mul(model.reconstructionWeight);
  const kl = gaussianKl(mean, logVar).mean().mul(model.klWeight);
  return {
    loss: reconstruction.add(kl),
    reconstruction,
    kl,
    error,
    state: { encoder: state, decoder: decoded.state },
  };
}
