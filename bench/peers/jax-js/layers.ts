/** Layers with their parameters on a tape. Images are [H, W, B, C], vectors [B, F]. */

import { numpy as np } from '@jax-js/jax';
import type { Activation } from './activations.ts';
import { type Convolution, convolution, transposedConvolution } from './convolution.ts';
import { differentiated, type Tape, type Tensor, type Value } from './tape.ts';

export type Layer = (tape: Tape, x: Value) => Value;

export const chain =
  (...layers: Layer[]): Layer =>
  (tape, x) =>
    layers.reduce((value, layer) => layer(tape, value), x);

/** Makes parameters and keeps them in the order in which they were made. */
export class Parameters {
  readonly values: Value[] = [];
  /** How many numbers they hold. */
  count = 0;

  private add(shape: readonly number[], at: () => number): Value {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const data = Float32Array.from({ length: size }, at);
    const value = { tensor: np.array(data, { shape: [...shape] }) };
    this.values.push(value);
    this.count += size;
    return value;
  }

  /** Uniform, of the variance 1 / inputs. */
  weight(shape: readonly number[], inputs: number): Value {
    const limit = Math.sqrt(3 / inputs);
    return this.add(shape, () => (2 * Math.random() - 1) * limit);
  }

  filled(shape: readonly number[], number: number): Value {
    return this.add(shape, () => number);
  }
}

export interface ConvolutionShape {
  /** Pixels of the input. */
  readonly height: number;
  readonly width: number;
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride: number;
  readonly activation: Activation;
}

/** Zeros before the first pixel, as TensorFlow's 'same' padding of a divisible image has them. */
const sameBefore = (kernel: number, stride: number) => Math.floor((kernel - stride) / 2);

function applied(
  parameters: Parameters,
  { operation, weightShapes }: Convolution,
  inputs: number,
  outputs: number,
): Layer {
  const weights = weightShapes.map((shape) => parameters.weight(shape, inputs));
  const bias = parameters.filled([outputs], 0);
  return (tape, x) => tape.apply(operation, x, ...weights, bias);
}

/** Padding 'same'. */
export function conv(parameters: Parameters, shape: ConvolutionShape): Layer {
  const { from, to, kernel, stride, activation } = shape;
  const before = sameBefore(kernel, stride);
  const inputs = from * kernel ** 2;
  if (to === 1 && stride === 1) {
    // The same, with the kernel turned round; all taps of the one channel then make one product.
    const geometry = { ...shape, channels: to, before: kernel - 1 - before };
    return applied(parameters, transposedConvolution(geometry, from, activation), inputs, to);
  }
  const geometry = { ...shape, channels: from, before };
  return applied(parameters, convolution(geometry, to, activation), inputs, to);
}

/** Padding 'same': the image grows by the stride. */
export function convTranspose(parameters: Parameters, shape: ConvolutionShape): Layer {
  const { from, to, kernel, stride, activation, height, width } = shape;
  const geometry = {
    ...shape,
    height: height * stride,
    width: width * stride,
    channels: to,
    before: sameBefore(kernel, stride),
  };
  const inputs = (from * kernel ** 2) / stride ** 2;
  return applied(parameters, transposedConvolution(geometry, from, activation), inputs, to);
}

/** [B, from] → [B, to]. */
export function dense(
  parameters: Parameters,
  from: number,
  to: number,
  activation: (x: Tensor) => Tensor = (x) => x,
): Layer {
  const weight = parameters.weight([from, to], from);
  const bias = parameters.filled([to], 0);
  const operation = differentiated((x, w, b) => activation(np.matmul(x!, w!).add(b!)));
  return (tape, x) => tape.apply(operation, x, weight, bias);
}

/** A layer without parameters. */
export function pointwise(compute: (x: Tensor) => Tensor): Layer {
  const operation = differentiated((x) => compute(x!));
  return (tape, x) => tape.apply(operation, x);
}

/** [H, W, B, C] → [B, H · W · C]. */
export const toVectors = pointwise((x) => {
  const [height, width, batch, channels] = x.shape as [number, number, number, number];
  return x.transpose([2, 0, 1, 3]).reshape([batch, height * width * channels]);
});

/** [B, H · W · C] → [H, W, B, C]. */
export const toImages = (height: number, width: number) =>
  pointwise((x) => x.reshape([x.shape[0]!, height, width, -1]).transpose([1, 2, 0, 3]));

/** x2 by repetition. */
export const upsample = pointwise((x) => {
  const [height, width, batch, channels] = x.shape as [number, number, number, number];
  const spread = [height, 2, width, 2, batch, channels];
  return np
    .broadcastTo(x.reshape([height, 1, width, 1, batch, channels]), spread)
    .reshape([2 * height, 2 * width, batch, channels]);
});
