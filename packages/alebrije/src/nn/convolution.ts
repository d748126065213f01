/** Convolution and transposed convolution of images [C, H, W] and signals [C, L]. */

import type { Shape, Tree } from '../graph/types.ts';
import * as spatial from '../tensor/spatial.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { leaf } from '../tensor/tree.ts';
import { type Activation, activate } from './activations.ts';
import { alongAxis } from './axes.ts';
import { buildLayer, type Parameter, plainParameter } from './build-layer.ts';
import {
  convFans,
  convTransposeFans,
  type Fans,
  glorotUniform,
  type Initializer,
  zeros,
} from './initializers.ts';
import type { Layer } from './layer.ts';

interface CommonOptions extends spatial.ConvOptions {
  readonly activation?: Activation;
  /** Whether an offset per channel is learned; true by default. */
  readonly bias?: boolean;
  /** Of the kernel; glorotUniform by default. */
  readonly initializer?: Initializer;
}

/** Padding is 'valid' and strides, dilations and groups are 1 by default. */
export type ConvLayerOptions = CommonOptions;

export interface ConvTransposeLayerOptions extends CommonOptions {
  /** Entries added at the end of each spatial axis; not with 'same' padding. */
  readonly outputPadding?: spatial.PerAxis;
}

/** A window as one extent per spatial axis; a single number is a square of an image. */
export function windowOf(size: spatial.PerAxis): readonly number[] {
  return typeof size === 'number' ? [size, size] : size;
}

function kernelAndBias(
  kernelShape: Shape,
  fans: Fans,
  filters: number,
  { bias = true, initializer = glorotUniform }: CommonOptions,
): Tree<Parameter> {
  const kernel = { shape: kernelShape, initializer, fans };
  return bias ? { kernel, bias: plainParameter([filters], zeros) } : { kernel };
}

function addBias(params: Tree<Tensor>, y: Tensor): Tensor {
  if (!('bias' in params)) return y;
  return y.add(leaf(params, 'bias').reshape(alongAxis(y.rank - 1, 0, y.shape[1]!)));
}

/** (params: kernel [O, C/groups, ...K], bias [O] or none; x [B, C, ...S]) → [B, O, ...S′]. */
export function convForward(
  params: Tree<Tensor>,
  x: Tensor,
  options: spatial.ConvOptions = {},
): Tensor {
  return addBias(params, spatial.conv(x, leaf(params, 'kernel'), options));
}

/** (params: kernel [I, O/groups, ...K], bias [O] or none; x [B, I, ...S]) → [B, O, ...S′]. */
export function convTransposeForward(
  params: Tree<Tensor>,
  x: Tensor,
  options: spatial.ConvOptions & { readonly outputPadding?: spatial.PerAxis } = {},
): Tensor {
  return addBias(params, spatial.convTranspose(x, leaf(params, 'kernel'), options));
}

/**
 * [C, ...S] → [filters, ...S′].
 * @param kernelSize a number for a square window over images, [n] for signals, else one per axis
 */
export function conv(
  filters: number,
  kernelSize: spatial.PerAxis,
  options: ConvLayerOptions = {},
): Layer {
  const { activation = 'linear', groups = 1 } = options;
  const window = windowOf(kernelSize);
  return buildLayer(`Conv${window.length}D`, {
    parameters: ([channels]) => {
      const shape = [filters, channels! / groups, ...window];
      return kernelAndBias(shape, convFans(shape), filters, options);
    },
    forward: (params, x) => activate(convForward(params, x, options), activation),
  });
}

/**
 * [I, ...S] → [filters, ...S′], S′ = S · stride for 'same' padding.
 * @param kernelSize as in `conv`
 */
export function convTranspose(
  filters: number,
  kernelSize: spatial.PerAxis,
  options: ConvTransposeLayerOptions = {},
): Layer {
  const { activation = 'linear', groups = 1 } = options;
  const window = windowOf(kernelSize);
  return buildLayer(`Conv${window.length}DTranspose`, {
    parameters: ([channels]) => {
      const shape = [channels!, filters / groups, ...window];
      return kernelAndBias(shape, convTransposeFans(shape), filters, options);
    },
    forward: (params, x) => activate(convTransposeForward(params, x, options), activation),
  });
}
