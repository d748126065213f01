/** Convolution, pooling and resizing of images [B, C, ...S] with the field's usual options. */

import * as build from '../graph/build.ts';
import type { ConvAttributes } from '../graph/ops.ts';
import { fromHost, Tensor } from './tensor.ts';

/** One number for every spatial axis, or one per axis. */
export type PerAxis = number | readonly number[];

/**
 * 'valid': no padding. 'same': zeros so that an axis of n entries gives ⌈n / stride⌉, the odd one at
 * the end (TensorFlow's rule). Numbers: that many zeros on both sides, or [before, after] per axis.
 */
export type Padding = 'same' | 'valid' | number | readonly (readonly [number, number])[];

export interface ConvOptions {
  readonly strides?: PerAxis;
  readonly dilations?: PerAxis;
  readonly padding?: Padding;
  readonly groups?: number;
}

export interface PoolOptions {
  readonly strides?: PerAxis;
  readonly padding?: Padding;
}

function perAxis(value: PerAxis, count: number): readonly number[] {
  return typeof value === 'number' ? new Array<number>(count).fill(value) : value;
}

function widthsOf(
  padding: readonly (readonly [number, number])[],
  axis: number,
): readonly [number, number] {
  const widths = padding[axis];
  if (widths) return widths;
  throw new Error(`padding has ${padding.length} entries; one per spatial axis is needed`);
}

/** Zeros before and after each axis of an image for a window of `kernel` entries. */
function resolvePadding(
  padding: Padding,
  spatial: readonly number[],
  kernel: readonly number[],
  strides: readonly number[],
  dilations: readonly number[],
): { padBegin: number[]; padEnd: number[] } {
  const widths = spatial.map((extent, axis): readonly [number, number] => {
    if (padding === 'valid') return [0, 0];
    if (typeof padding === 'number') return [padding, padding];
    if (padding !== 'same') return widthsOf(padding, axis);
    const stride = strides[axis]!;
    const span =
      (Math.ceil(extent / stride) - 1) * stride + dilations[axis]! * (kernel[axis]! - 1) + 1;
    const total = Math.max(span - extent, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  return { padBegin: widths.map(([begin]) => begin), padEnd: widths.map(([, end]) => end) };
}

function geometry(
  imageSpatial: readonly number[],
  kernelSpatial: readonly number[],
  options: ConvOptions,
): ConvAttributes {
  const rank = kernelSpatial.length;
  const strides = perAxis(options.strides ?? 1, rank);
  const dilations = perAxis(options.dilations ?? 1, rank);
  const padding = options.padding ?? 'valid';
  return {
    strides,
    dilations,
    ...resolvePadding(padding, imageSpatial, kernelSpatial, strides, dilations),
    groups: options.groups ?? 1,
  };
}

/** Cross-correlation: (x [B, C, ...S], kernel [O, C/groups, ...K]) → [B, O, ...S′]. */
export function conv(x: Tensor, kernel: Tensor, options: ConvOptions = {}): Tensor {
  const attributes = geometry(x.shape.slice(2), kernel.shape.slice(2), options);
  return new Tensor(build.conv(x.node, kernel.node, attributes));
}

/**
 * Transposed convolution: (y [B, I, ...S], kernel [I, O/groups, ...K]) → [B, O, ...S′], where S′ is
 * S · stride for 'same' padding, else (S − 1) · stride + dilation · (K − 1) + 1 − padding + outputPadding.
 */
export function convTranspose(
  y: Tensor,
  kernel: Tensor,
  options: ConvOptions & { readonly outputPadding?: PerAxis } = {},
): Tensor {
  const kernelSpatial = kernel.shape.slice(2);
  const rank = kernelSpatial.length;
  const strides = perAxis(options.strides ?? 1, rank);
  const dilations = perAxis(options.dilations ?? 1, rank);
  const outputPadding = perAxis(options.outputPadding ?? 0, rank);
  const padding = options.padding ?? 'valid';
  if (padding === 'same' && outputPadding.some((width) => width > 0)) {
    throw new Error(
      "with 'same' padding the output is input times stride: leave out outputPadding",
    );
  }
  const output = y.shape.slice(2).map((extent, axis) => {
    const stride = strides[axis]!;
    if (padding === 'same') return extent * stride;
    const [begin, end] =
      typeof padding === 'number'
        ? [padding, padding]
        : padding === 'valid'
          ? [0, 0]
          : widthsOf(padding, axis);
    const full = (extent - 1) * stride + dilations[axis]! * (kernelSpatial[axis]! - 1) + 1;
    return full - begin - end + outputPadding[axis]!;
  });
  const attributes = geometry(output, kernelSpatial, options);
  return new Tensor(build.convTranspose(y.node, kernel.node, attributes, output));
}

function poolGeometry(x: Tensor, window: PerAxis, options: PoolOptions) {
  const spatial = x.shape.slice(2);
  const kernel = perAxis(window, spatial.length);
  const strides = perAxis(options.strides ?? kernel, spatial.length);
  const ones = kernel.map(() => 1);
  const padding = options.padding ?? 'valid';
  return { kernel, strides, ...resolvePadding(padding, spatial, kernel, strides, ones) };
}

/** The largest entry of each window; strides default to the window. */
export function maxPool(x: Tensor, window: PerAxis, options: PoolOptions = {}): Tensor {
  return new Tensor(build.maxPool(x.node, poolGeometry(x, window, options)));
}

/** The mean of each window; the padding's zeros do not count. */
export function averagePool(x: Tensor, window: PerAxis, options: PoolOptions = {}): Tensor {
  const attributes = { ...poolGeometry(x, window, options), countPadding: false };
  return new Tensor(build.avgPool(x.node, attributes));
}

/** [B, C, ...S] → [B, C]: the mean over all positions. */
export function globalAveragePool(x: Tensor): Tensor {
  return x.flatten(2).mean(2);
}

/** Repeats every entry `scale` times along each spatial axis. */
export function upsampleNearest(x: Tensor, scale: PerAxis): Tensor {
  return new Tensor(build.upsampleNearest(x.node, perAxis(scale, x.rank - 2)));
}

/** Rows are output positions, columns input positions; half-pixel centres, borders clamped. */
function bilinearMatrix(from: number, to: number): Tensor {
  const weights = new Float32Array(to * from);
  for (let position = 0; position < to; position++) {
    const source = Math.max(((position + 0.5) * from) / to - 0.5, 0);
    const lower = Math.min(Math.floor(source), from - 1);
    const upper = Math.min(lower + 1, from - 1);
    const fraction = source - lower;
    weights[position * from + lower]! += 1 - fraction;
    weights[position * from + upper]! += fraction;
  }
  return fromHost({ dtype: 'float32', shape: [to, from], data: weights });
}

/**
 * Bilinear resize of [B, C, H, W], half-pixel centres, without smoothing when it shrinks. Separable, so
 * it is written as two products with constant matrices, which makes every derivative exact.
 */
export function resizeBilinear(x: Tensor, height: number, width: number): Tensor {
  const [, , fromHeight, fromWidth] = x.shape as readonly [number, number, number, number];
  const columns = x.matmul(bilinearMatrix(fromWidth, width), { transposeB: true });
  return bilinearMatrix(fromHeight, height).matmul(columns);
}
