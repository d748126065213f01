/**
 * Greedy layer-wise training of an autoencoder: Bengio, Lamblin, Popovici and Larochelle, "Greedy
 * layer-wise training of deep networks", NeurIPS 2006. B batch, D_k width after k layers of the
 * encoder: D_0 is the data's.
 */

import {
  applyNamed,
  type Layer,
  type LayerContext,
  type Variables,
  variablesOf,
} from '../nn/layer.ts';
import { place } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** One layer of the encoder and the layer of the decoder that undoes it. */
export interface LayerPair {
  /** Its name in the network `encoder`. */
  readonly encoderName: string;
  /** [B, D_k] → [B, D_{k+1}]. */
  readonly encoder: Layer;
  /** Its name in the network `decoder`. */
  readonly decoderName: string;
  /** [B, D_{k+1}] → [B, D_k]. */
  readonly decoder: Layer;
}

function applyLayer(
  network: 'encoder' | 'decoder',
  name: string,
  layer: Layer,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): Tensor {
  const own = { ...context, place: place(context.place, network) };
  return applyNamed(name, layer, variablesOf(variables, network), x, own).output;
}

/** x [B, D_0] → what the encoder's first `depth` layers make of it, [B, D_depth]. */
export function codesBelow(
  pairs: readonly LayerPair[],
  depth: number,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): Tensor {
  return pairs
    .slice(0, depth)
    .reduce(
      (codes, { encoder, encoderName }) =>
        applyLayer('encoder', encoderName, encoder, variables, codes, context),
      x,
    );
}

/** A pair as an autoencoder by itself: codes [B, D_k] → their reconstruction [B, D_k]. */
export function reconstructCodes(
  { encoder, encoderName, decoder, decoderName }: LayerPair,
  variables: Variables<Tensor>,
  codes: Tensor,
  context: LayerContext,
): Tensor {
  const inner = applyLayer('encoder', encoderName, encoder, variables, codes, context);
  return applyLayer('decoder', decoderName, decoder, variables, inner, context);
}
