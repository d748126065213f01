/**
 * The primitive ops and their typed attributes: the one list that every rule table must cover
 * (`shape-rules/`, `gradients/`, `../runtime/reference/`, `../runtime/lowering/`).
 *
 * Axis letters: B batch, C input channels, O output channels, K kernel, S spatial axes (one or two).
 * Images are [B, C, ...S]; convolution kernels are [O, C / groups, ...K].
 */

import type { DType, HostData, Shape } from './tensor-types.ts';

type None = Record<never, never>;

/** Geometry shared by the convolution ops; every array has one entry per spatial axis. */
export interface ConvAttributes {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Zeros added before and after each spatial axis of the (large) image side. */
  readonly padBegin: readonly number[];
  readonly padEnd: readonly number[];
  readonly groups: number;
}

export interface PoolAttributes {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly padBegin: readonly number[];
  readonly padEnd: readonly number[];
}

/** Draws from [0, 1), from N(0, 1), or `value` with `probability` and else 0. */
export type Distribution =
  | 'uniform'
  | 'normal'
  | { readonly probability: number; readonly value: number };

export interface OpAttributes {
  /** A value given at run time. `random` says that the caller fills it with draws of that distribution. */
  input: { name: string; type: { dtype: DType; shape: Shape }; random?: Distribution };
  constant: { dtype: DType; shape: Shape; data: HostData };
  /** float → int truncates toward zero; anything → bool is `x ≠ 0`; to uint8 only from values in 0..255. */
  cast: { dtype: DType };
  /** Identity whose gradient is zero. */
  stopGradient: None;

  // Elementwise, one input.
  neg: None;
  abs: None;
  /** −1, 0 or 1. */
  sign: None;
  exp: None;
  log: None;
  sqrt: None;
  reciprocal: None;
  sin: None;
  cos: None;
  tanh: None;
  sigmoid: None;
  /** log(1 + eˣ), finite for every finite x. */
  softplus: None;
  /** x · sigmoid(x). */
  silu: None;
  erf: None;
  relu: None;
  /** x where x > 0, else slope · x; 0 < slope < 1. */
  leakyRelu: { slope: number };
  /** 1 where x > 0, else `low`, 0 ≤ low < 1: the derivative of relu and leakyRelu, from input or output. */
  step: { low: number };
  floor: None;
  ceil: None;
  /** To the nearest integer, halves to even. */
  round: None;
  not: None;

  // Elementwise, two inputs, broadcast as NumPy does.
  add: None;
  sub: None;
  mul: None;
  /** int32 division truncates toward zero. */
  div: None;
  /** base ≥ 0 unless the exponent is a whole number. */
  pow: None;
  maximum: None;
  minimum: None;
  equal: None;
  less: None;
  greater: None;
  and: None;
  or: None;
  /** (condition: bool, ifTrue, ifFalse), broadcast. */
  select: None;

  // Reductions; axes are non-negative, ascending; reduced axes stay as 1 if keepDims.
  sum: { axes: readonly number[]; keepDims: boolean };
  max: { axes: readonly number[]; keepDims: boolean };
  /** Index of the first largest element, int32. */
  argMax: { axis: number; keepDims: boolean };
  cumsum: { axis: number; exclusive: boolean; reverse: boolean };
  softmax: { axis: number };

  // Products.
  /** (a [..., M, K], b [..., K, N]) → [..., M, N]; leading axes broadcast; `transpose*` swaps an operand's last two axes first. */
  matmul: { transposeA: boolean; transposeB: boolean };
  /** (x [B, C, ...S], kernel [O, C/groups, ...K]) → [B, O, ...S']; cross-correlation. */
  conv: ConvAttributes;
  /** (y [B, O, ...S'], kernel [O, C/groups, ...K]) → [B, C, ...outputSpatial]: the transpose of `conv` in its image. */
  convTranspose: ConvAttributes & { outputSpatial: readonly number[] };
  /** (x [B, C, ...S], y [B, O, ...S']) → [O, C/groups, ...kernelSpatial]: the transpose of `conv` in its kernel. */
  convKernelGradient: ConvAttributes & { kernelSpatial: readonly number[] };

  // Pooling over the spatial axes of [B, C, ...S].
  maxPool: PoolAttributes;
  /** (x, y like maxPool(x)) → like x: y's entries added at the position of each window's (first) maximum in x. */
  maxPoolScatter: PoolAttributes;
  /** (x, v like x) → like maxPool(x): v's entry at the position of each window's maximum in x. */
  maxPoolGather: PoolAttributes;
  /** Mean of each window; zeros of the padding count only if countPadding. */
  avgPool: PoolAttributes & { countPadding: boolean };
  /** Repeats each entry scale[i] times along spatial axis i. */
  upsampleNearest: { scale: readonly number[] };

  // Shape.
  reshape: { shape: Shape };
  transpose: { permutation: readonly number[] };
  broadcastTo: { shape: Shape };
  /** Per axis: start, end (exclusive), positive step. */
  slice: { starts: readonly number[]; ends: readonly number[]; steps: readonly number[] };
  /** Per axis: entries of `value` before, after, and between neighbours; all ≥ 0. */
  pad: {
    low: readonly number[];
    high: readonly number[];
    interior: readonly number[];
    value: number;
  };
  concat: { axis: number };

  // Indexing; indices are int32 and in range.
  /** (data, indices) → data.shape with `axis` replaced by indices.shape. */
  gather: { axis: number };
  /** (indices, updates) → zeros whose `axis` has `size` entries, with updates added: the transpose of gather. */
  scatterAdd: { axis: number; size: number };
  /** (data, indices of the same rank) → data picked along `axis`, like NumPy's take_along_axis without broadcasting. */
  takeAlongAxis: { axis: number };
  /** (indices, updates) of one shape → zeros whose `axis` has `size` entries, updates added at the indices. */
  scatterAlongAxis: { axis: number; size: number };
  /** Indices (int32) that sort along `axis`; ties keep their order. */
  argsort: { axis: number; descending: boolean };
  /** 1 at the k largest entries along `axis`, else 0 (float32); exactly k ones, ties to the lower index. */
  topKMask: { axis: number; k: number };
}

export type OpName = keyof OpAttributes;
