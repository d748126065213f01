/** The fully connected layer. */

import type { Tree } from '../graph/types.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { leaf } from '../tensor/tree.ts';
import { type Activation, activate } from './activations.ts';
import { buildLayer, type Parameter, plainParameter } from './build-layer.ts';
import { denseFans, glorotUniform, type Initializer, zeros } from './initializers.ts';
import type { Layer } from './layer.ts';

export interface DenseOptions {
  readonly activation?: Activation;
  /** Whether an offset is learned; true by default. */
  readonly bias?: boolean;
  /** Of the kernel; glorotUniform by default. */
  readonly initializer?: Initializer;
}

/** The parameters of an affine map: kernel [inputs, units] and bias [units]. */
export function denseParameters(
  inputs: number,
  units: number,
  { bias = true, initializer = glorotUniform }: DenseOptions = {},
): { readonly kernel: Parameter; readonly bias?: Parameter } {
  const shape = [inputs, units];
  const kernel = { shape, initializer, fans: denseFans(shape) };
  return bias ? { kernel, bias: plainParameter([units], zeros) } : { kernel };
}

/** x kernel + bias over the last axis: [B, ..., in] → [B, ..., out]; the bias may be absent. */
export function denseForward(params: Tree<Tensor>, x: Tensor): Tensor {
  const kernel = leaf(params, 'kernel');
  // One product of matrices: batched ones would cost a kernel gradient per example.
  const rows = x.rank > 2 ? x.reshape([-1, x.shape.at(-1)!]) : x;
  const product = rows.matmul(kernel);
  const sum = 'bias' in params ? product.add(leaf(params, 'bias')) : product;
  return x.rank > 2 ? sum.reshape([...x.shape.slice(0, -1), kernel.shape[1]!]) : sum;
}

/** [..., D] → [..., units]. */
export function dense(units: number, options: DenseOptions = {}): Layer {
  const { activation = 'linear' } = options;
  return buildLayer('Dense', {
    parameters: (input) => denseParameters(input.at(-1)!, units, options),
    forward: (params, x) => activate(denseForward(params, x), activation),
  });
}
