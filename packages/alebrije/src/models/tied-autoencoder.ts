/**
 * Autoencoder with tied weights, W′ = Wᵀ: Vincent et al., "Stacked denoising autoencoders", JMLR 11
 * (2010), section 2. B batch, D data, Z code.
 */

import type { Tree } from '../graph/types.ts';
import { type Activation, activate } from '../nn/activations.ts';
import { buildLayer, plainParameter } from '../nn/build-layer.ts';
import { sequential } from '../nn/composition.ts';
import { dense } from '../nn/dense.ts';
import { zeros } from '../nn/initializers.ts';
import {
  applyNamed,
  type Layer,
  type LayerContext,
  sideInput,
  type Variables,
} from '../nn/layer.ts';
import type { Likelihood } from '../nn/likelihood.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { branch, leaf } from '../tensor/tree.ts';

export interface TiedAutoencoderConfig {
  /** D. */
  readonly dataSize: number;
  /** Units of the encoder's hidden layers, from the data on. */
  readonly hidden: readonly number[];
  /** Z. */
  readonly codeSize: number;
  readonly likelihood: Likelihood;
}

export interface TiedAutoencoder {
  /** x [B, D] → code [B, Z]; it holds the kernels. */
  readonly encoder: Layer;
  /** code [B, Z] → [B, D]; it holds only biases, and takes the kernels as inputs by their layers' names. */
  readonly decoder: Layer;
  readonly likelihood: Likelihood;
}

/** x Wᵀ + bias: [B, W's outputs] → [B, units], with the kernel W [units, outputs] of another layer. */
function denseTranspose(units: number, source: string, activation: Activation = 'linear'): Layer {
  return buildLayer('DenseTranspose', {
    parameters: () => ({ bias: plainParameter([units], zeros) }),
    outputShape: () => [units],
    forward: (params, x, context) => {
      const product = x.matmul(sideInput(context, source), { transposeB: true });
      return activate(product.add(leaf(params, 'bias')), activation);
    },
  });
}

/** Layers hidden1, hidden2, ..., code; and back: hidden1, ..., output. ReLU but for the output. */
export function tiedAutoencoder(config: TiedAutoencoderConfig): TiedAutoencoder {
  const { dataSize, hidden, codeSize, likelihood } = config;
  const nameOf = (layer: number) => (layer === hidden.length ? 'code' : `hidden${layer + 1}`);
  const sizes = [...hidden, codeSize];
  const encoding = sizes.map(
    (units, layer) => [nameOf(layer), dense(units, { activation: 'relu' })] as const,
  );
  const decoding = hidden
    .map((units, index) => {
      const layer = denseTranspose(units, nameOf(index + 1), 'relu');
      return [`hidden${hidden.length - index}`, layer] as const;
    })
    .toReversed();
  return {
    encoder: sequential(Object.fromEntries(encoding)),
    decoder: sequential({
      ...Object.fromEntries(decoding),
      output: denseTranspose(dataSize, nameOf(0)),
    }),
    likelihood,
  };
}

/** x [B, D] → code [B, Z]. */
export function encodeTied(
  { encoder }: TiedAutoencoder,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): Tensor {
  return applyNamed('encoder', encoder, variables, x, context).output;
}

/** code [B, Z] → values or logits [B, D], with the encoder's kernels. */
export function decodeTied(
  { decoder }: TiedAutoencoder,
  variables: Variables<Tensor>,
  code: Tensor,
  context: LayerContext,
): Tensor {
  const layers = branch(variables.params, 'encoder') as Readonly<Record<string, Tree<Tensor>>>;
  const kernels = Object.entries(layers).map(
    ([name, params]) => [name, leaf(params, 'kernel')] as const,
  );
  const inputs = { ...context.inputs, ...Object.fromEntries(kernels) };
  return applyNamed('decoder', decoder, variables, code, { ...context, inputs }).output;
}
