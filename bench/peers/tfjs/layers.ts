/** Layers of tfjs with their variables. Images are [B, H, W, C]. */

import * as tf from '@tensorflow/tfjs';

export type Activation = 'linear' | 'relu' | 'leakyrelu';
export type Layer<X extends tf.Tensor = tf.Tensor, Y extends tf.Tensor = tf.Tensor> = (x: X) => Y;
export type Images = Layer<tf.Tensor4D, tf.Tensor4D>;

export interface ConvolutionShape {
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride: number;
  readonly activation: Activation;
}

const LEAK = 0.2;

/** Uniform, of the variance 1 / inputs. */
const weight = (shape: number[], inputs: number) => {
  const limit = Math.sqrt(3 / inputs);
  return tf.variable(tf.randomUniform(shape, -limit, limit));
};

export function dense(from: number, to: number, activation: Activation = 'linear') {
  const kernel = weight([from, to], from) as tf.Tensor2D;
  const bias = tf.variable(tf.zeros([to]));
  return (x: tf.Tensor2D): tf.Tensor2D =>
    tf.fused.matMul({ a: x, b: kernel, bias, activation }) as tf.Tensor2D;
}

/** Padding 'same'. */
export function conv({ from, to, kernel, stride, activation }: ConvolutionShape): Images {
  const filter = weight([kernel, kernel, from, to], from * kernel ** 2) as tf.Tensor4D;
  const bias = tf.variable(tf.zeros([to]));
  return (x) =>
    tf.fused.conv2d({
      x,
      filter,
      strides: stride,
      pad: 'same',
      bias,
      activation,
      leakyreluAlpha: LEAK,
    });
}

/** Padding 'same': the image grows by the stride. */
export function convTranspose(
  { from, to, kernel, stride }: Omit<ConvolutionShape, 'activation'>,
  activation: (x: tf.Tensor4D) => tf.Tensor4D,
): Images {
  const filter = weight([kernel, kernel, to, from], from * kernel ** 2) as tf.Tensor4D;
  const bias = tf.variable(tf.zeros([to]));
  return (x) => {
    const [batch, height, width] = x.shape;
    const shape: [number, number, number, number] = [batch, height * stride, width * stride, to];
    return activation(tf.add(tf.conv2dTranspose(x, filter, shape, stride, 'same'), bias));
  };
}

/** By the moments of the batch. */
export function batchNorm(channels: number): Images {
  const gamma = tf.variable(tf.ones([channels])) as tf.Tensor1D;
  const beta = tf.variable(tf.zeros([channels])) as tf.Tensor1D;
  return (x) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.batchNorm4d(x, mean as tf.Tensor1D, variance as tf.Tensor1D, beta, gamma);
  };
}

/** Each example's groups of neighbouring channels over all pixels. */
export function groupNorm(channels: number, groupSize: number): Images {
  const gamma = tf.variable(tf.ones([channels]));
  const beta = tf.variable(tf.zeros([channels]));
  return (x) => {
    const [batch, height, width] = x.shape;
    const grouped = tf.reshape(x, [batch, height * width, channels / groupSize, groupSize]);
    const { mean, variance } = tf.moments(grouped, [1, 3], true);
    const standard = tf.div(tf.sub(grouped, mean), tf.sqrt(tf.add(variance, 1e-5)));
    return tf.add(tf.mul(tf.reshape(standard, x.shape), gamma), beta) as tf.Tensor4D;
  };
}

export const upsample: Images = (x) =>
  tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]);

export const relu: Images = (x) => tf.relu(x);
export const tanh: Images = (x) => tf.tanh(x);
export const leakyRelu: Images = (x) => tf.leakyRelu(x, LEAK);
export const silu = <T extends tf.Tensor>(x: T): T => tf.mul(x, tf.sigmoid(x));

export const images =
  (...layers: Images[]): Images =>
  (x) =>
    layers.reduce((value, layer) => layer(value), x);
