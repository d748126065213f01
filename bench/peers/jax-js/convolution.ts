/** Convolution and transposed convolution with bias, over images [H, W, B, C], as products of taps. */

import { jit, numpy as np, tree } from '@jax-js/jax';
import { type Activation, activationGradients, activations } from './activations.ts';
import { sumRows } from './sums.ts';
import type { Operation, Tensor } from './tape.ts';
import { type Geometry, type Taps, tapsOf } from './taps.ts';

const product = jit((a: Tensor, b: Tensor) => np.matmul(a, b));
/** aᵀ b, for a [M, K] and b [M, N]. */
const transposedProduct = jit((a: Tensor, b: Tensor) => np.matmul(a.transpose(), b));
const transpose = jit((a: Tensor) => a.transpose());

/** Σ partsᵢ weightsᵢ; borrows both. */
function sumOfProducts(parts: readonly Tensor[], weights: readonly Tensor[]): Tensor[] {
  return parts.map((part, index) => product(part.ref, weights[index]!.ref));
}

function weightGradients(parts: readonly Tensor[], rows: Tensor): Tensor[] {
  return parts.map((part) => transposedProduct(part.ref, rows.ref));
}

/** rows [M, N] times each weight's transpose → parts [M, columns]; borrows both. */
function productsWithTransposed(rows: Tensor, weights: readonly Tensor[]): Tensor[] {
  return weights.map((weight) => product(rows.ref, transpose(weight.ref)));
}

export interface Convolution {
  readonly operation: Operation;
  /** Shapes of the weights, which follow the image among the inputs; the bias comes last. */
  readonly weightShapes: readonly (readonly [columns: number, filters: number])[];
}

interface Sizes {
  readonly taps: Taps;
  readonly smallHeight: number;
  readonly smallWidth: number;
}

function sizesOf(geometry: Geometry): Sizes {
  const smallHeight = geometry.height / geometry.stride;
  const smallWidth = geometry.width / geometry.stride;
  return { taps: tapsOf(geometry), smallHeight, smallWidth };
}

/** [H, W, B, C] → [H/s, W/s, B, filters]. */
export function convolution(
  geometry: Geometry,
  filters: number,
  activation: Activation,
): Convolution {
  const { taps, smallHeight, smallWidth } = sizesOf(geometry);
  const shape = [smallHeight, smallWidth, -1, filters];
  const finish = jit((products: Tensor[], bias: Tensor) =>
    activations[activation](products.reduce((sum, part) => sum.add(part)).add(bias)).reshape(shape),
  );
  const begin = jit((gradient: Tensor, y: Tensor) =>
    activationGradients[activation](gradient, y).reshape([-1, filters]),
  );
  const operation: Operation = {
    forward(image, ...rest) {
      const [weights, bias] = [rest.slice(0, -1), rest.at(-1)!];
      const parts = taps.gather(image);
      const output = finish(sumOfProducts(parts, weights), bias);
      tree.dispose(weights);
      return { output, saved: parts };
    },
    backward(gradient, { inputs, output, saved, wanted }) {
      const weights = inputs.slice(1, -1);
      const inner = begin(gradient.ref, output.ref);
      const image = wanted[0] ? taps.scatter(productsWithTransposed(inner, weights)) : undefined;
      return [image, ...weightGradients(saved, inner), sumRows(inner)];
    },
  };
  return { operation, weightShapes: taps.columns.map((columns) => [columns, filters]) };
}

/** [H/s, W/s, B, filters] → [H, W, B, C]: the transpose of `convolution`, with a bias [C]. */
export function transposedConvolution(
  geometry: Geometry,
  filters: number,
  activation: Activation,
): Convolution {
  const { taps, smallHeight, smallWidth } = sizesOf(geometry);
  const { channels } = geometry;
  const shape = [smallHeight, smallWidth, -1, filters];
  const finish = jit((image: Tensor, bias: Tensor) => activations[activation](image.add(bias)));
  const begin = jit((gradient: Tensor, y: Tensor) => activationGradients[activation](gradient, y));
  const sum = jit((products: Tensor[]) =>
    products.reduce((total, part) => total.add(part)).reshape(shape),
  );
  const operation: Operation = {
    forward(image, ...rest) {
      const [weights, bias] = [rest.slice(0, -1), rest.at(-1)!];
      const flat = image.reshape([-1, filters]);
      const output = finish(taps.scatter(productsWithTransposed(flat, weights)), bias);
      flat.dispose();
      tree.dispose(weights);
      return { output };
    },
    backward(gradient, { inputs, output }) {
      const [image, ...rest] = inputs as [Tensor, ...Tensor[]];
      const weights = rest.slice(0, -1);
      const inner = begin(gradient.ref, output.ref);
      const bias = sumRows(inner.ref.reshape([-1, channels]));
      const parts = taps.gather(inner);
      const flat = image.ref.reshape([-1, filters]);
      const weightsGradient = weightGradients(parts, flat);
      flat.dispose();
      const products = sumOfProducts(parts, weights);
      tree.dispose(parts);
      return [sum(products), ...weightsGradient, bias];
    },
  };
  return { operation, weightShapes: taps.columns.map((columns) => [columns, filters]) };
}
