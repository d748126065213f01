/**
 * Autoencoder: Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks",
 * Science 313 (2006). B batch, Z code.
 */

import type { Tree } from '../graph/types.ts';
import { type Layer, type LayerContext, type Variables, variablesOf } from '../nn/layer.ts';
import type { Likelihood } from '../nn/likelihood.ts';
import { place } from '../tensor/random.ts';
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
  const at = (name: string): LayerContext => ({ ...context, place: place(context.place, name) });
  const encoded = encoder.apply(variablesOf(variables, 'encoder'), x, at('encoder'));
  const decoded = decoder.apply(variablesOf(variables, 'decoder'), encoded.output, at('decoder'));
  return {
    code: encoded.output,
    output: decoded.output,
    state: { encoder: encoded.state, decoder: decoded.state },
  };
}
