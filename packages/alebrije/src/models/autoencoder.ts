/**
 * Autoencoder: Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks",
 * Science 313 (2006). B batch, Z code.
 */

import type { Tree } from '../graph/types.ts';
import { applyNamed, type Layer, type LayerContext, type Variables } from '../nn/layer.ts';
import type { Likelihood } from '../nn/likelihood.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Two networks and how their output is read. */
export interface Autoencoder {
  /** x [B, ...] → code [B, Z]. */
  readonly encoder: Layer;
  /** code [B, Z] → [B, ...]: values for 'gaussian', logits for 'bernoulli'. */
  readonly decoder: Layer;
  readonly likelihood: Likelihood;
}

export interface Reconstruction {
  readonly code: Tensor;
  /** What the decoder returned: values or logits, [B, ...] like x. */
  readonly output: Tensor;
  readonly state: Tree<Tensor>;
}

/** x → code → output, with the networks' new state. */
export function autoencode(
  { encoder, decoder }: Autoencoder,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): Reconstruction {
  const encoded = applyNamed('encoder', encoder, variables, x, context);
  const decoded = applyNamed('decoder', decoder, variables, encoded.output, context);
  return {
    code: encoded.output,
    output: decoded.output,
    state: { encoder: encoded.state, decoder: decoded.state },
  };
}
