/** The denoising diffusion model's loss, with the U-Net of the package's models. */

import * as tf from '@tensorflow/tfjs';
import { conv, dense, groupNorm, type Images, images, silu, upsample } from './layers.ts';

const WIDTHS = [32, 32, 64] as const;
const EMBEDDING = 64;
const GROUP_SIZE = 16;
const HEADS = 4;
const STEPS = 4000;

/** (image, embedding of the time step [B, E]) → image. */
type Block = (x: tf.Tensor4D, embedding: tf.Tensor2D) => tf.Tensor4D;

const square = (from: number, to: number, kernel = 3) =>
  conv({ from, to, kernel, stride: 1, activation: 'linear' });

function residualBlock(from: number, to: number): Block {
  const first = images(groupNorm(from, GROUP_SIZE), silu, square(from, to));
  const shift = dense(EMBEDDING, to);
  const second = images(groupNorm(to, GROUP_SIZE), silu, square(to, to));
  const skip: Images = from === to ? (x) => x : square(from, to, 1);
  return (x, embedding) => {
    const shifts = tf.reshape(shift(embedding), [-1, 1, 1, to]);
    return tf.add(skip(x), second(tf.add(first(x), shifts)));
  };
}

function attentionBlock(channels: number): Images {
  const norm = groupNorm(channels, GROUP_SIZE);
  const [query, key, value, output] = [0, 1, 2, 3].map(() => dense(channels, channels));
  return (x) => {
    const [batch, height, width] = x.shape;
    const rows = tf.reshape<tf.Rank.R2>(norm(x), [-1, channels]);
    const heads = [query, key, value].map((project) =>
      tf.transpose(
        tf.reshape(project!(rows), [batch, height * width, HEADS, channels / HEADS]),
        [0, 2, 1, 3],
      ),
    ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const scores = tf.mul(
      tf.matMul(heads[0], heads[1], false, true),
      1 / Math.sqrt(channels / HEADS),
    );
    const attended = tf.transpose(tf.matMul(tf.softmax(scores), heads[2]), [0, 2, 1, 3]);
    const result = output!(tf.reshape<tf.Rank.R2>(attended, [-1, channels]));
    return tf.add(x, tf.reshape(result, x.shape));
  };
}

function unet(): Block {
  const [outer, middle, inner] = WIDTHS;
  const [time1, time2] = [dense(EMBEDDING, EMBEDDING), dense(EMBEDDING, EMBEDDING)];
  const stem = square(1, outer);
  const [down1, down2] = [residualBlock(outer, outer), residualBlock(outer, middle)];
  const [middle1, middle2] = [residualBlock(middle, inner), residualBlock(inner, inner)];
  const attention = attentionBlock(inner);
  const up2 = residualBlock(inner + middle, middle);
  const up1 = residualBlock(middle + outer, outer);
  const output = images(groupNorm(outer, GROUP_SIZE), silu, square(outer, 1));
  const halved: Images = (x) => tf.avgPool(x, 2, 2, 'valid');
  return (x, sinusoids) => {
    const embedding = silu(time2(silu(time1(sinusoids))));
    const first = down1(stem(x), embedding);
    const second = down2(halved(first), embedding);
    const lowest = middle2(attention(middle1(halved(second), embedding)), embedding);
    const third = up2(tf.concat([upsample(lowest), second], 3), embedding);
    return output(up1(tf.concat([upsample(third), first], 3), embedding));
  };
}

/** Sines, then cosines of random time steps: [B, EMBEDDING]. */
function sinusoids(batch: number): tf.Tensor2D {
  const half = EMBEDDING / 2;
  const frequencies = Array.from({ length: half }, (_, index) => 10_000 ** (-index / half));
  const steps = tf.floor(tf.randomUniform([batch, 1], 1, STEPS + 1));
  const angles = tf.mul(steps, tf.tensor1d(frequencies));
  return tf.concat([tf.sin(angles), tf.cos(angles)], 1) as tf.Tensor2D;
}

/** Huber's loss with threshold 1, mean per value. */
function huber(prediction: tf.Tensor, target: tf.Tensor): tf.Scalar {
  const distance = tf.abs(tf.sub(prediction, target));
  const quadratic = tf.minimum(distance, 1);
  const perValue = tf.add(tf.mul(tf.square(quadratic), 0.5), tf.sub(distance, quadratic));
  return tf.mean(perValue);
}

export function ddpm(batch: number): () => tf.Scalar {
  const predict = unet();
  const x = tf.randomUniform<tf.Rank.R4>([batch, 28, 28, 1], -1, 1);
  return () => {
    const noise = tf.randomNormal<tf.Rank.R4>(x.shape);
    const shares = tf.randomUniform([batch, 1, 1, 1]);
    const noisy = tf.add(
      tf.mul(x, tf.sqrt(shares)),
      tf.mul(noise, tf.sqrt(tf.sub(1, shares))),
    ) as tf.Tensor4D;
    return huber(predict(noisy, sinusoids(batch)), noise);
  };
}
