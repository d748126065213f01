/** The networks that are measured, each as its loss on random data. */

import * as tf from '@tensorflow/tfjs';
import { ddpm } from './denoising-unet.ts';
import {
  batchNorm,
  conv,
  convTranspose,
  dense,
  type Images,
  images,
  leakyRelu,
  relu,
  tanh,
  upsample,
} from './layers.ts';

export type Loss = () => tf.Scalar;

const PIXELS = 784;
const CODE = 2;

const softplus = (x: tf.Tensor) => tf.softplus(x);
const crossEntropy = (logits: tf.Tensor, targets: tf.Tensor) =>
  tf.mean(tf.sub(softplus(logits), tf.mul(logits, targets))) as tf.Scalar;
const squaredError = (output: tf.Tensor, x: tf.Tensor) =>
  tf.mean(tf.squaredDifference(output, x)) as tf.Scalar;

/** Σ (μ² + σ² − log σ² − 1) / 2, the mean over the batch. */
function gaussianKl(mean: tf.Tensor2D, logVar: tf.Tensor2D): tf.Scalar {
  const perEntry = tf.sub(tf.sub(tf.add(tf.square(mean), tf.exp(logVar)), logVar), 1);
  return tf.mul(tf.sum(perEntry), 0.5 / mean.shape[0]);
}

const sampleCode = (mean: tf.Tensor2D, logVar: tf.Tensor2D) =>
  tf.add(mean, tf.mul(tf.exp(tf.mul(logVar, 0.5)), tf.randomNormal(mean.shape))) as tf.Tensor2D;

function stackedAutoencoder(batch: number): Loss {
  const x = tf.randomUniform<tf.Rank.R2>([batch, PIXELS]);
  const layers = [dense(PIXELS, 100, 'relu'), dense(100, 30, 'relu'), dense(30, 100, 'relu')];
  const output = dense(100, PIXELS);
  return () => squaredError(output(layers.reduce((value, layer) => layer(value), x)), x);
}

function denseVae(batch: number): Loss {
  const x = tf.randomUniform<tf.Rank.R2>([batch, PIXELS]);
  const [first, second] = [dense(PIXELS, 150, 'relu'), dense(150, 100, 'relu')];
  const [mean, logVar] = [dense(100, 10), dense(100, 10)];
  const [third, fourth] = [dense(10, 100, 'relu'), dense(100, 150, 'relu')];
  const output = dense(150, PIXELS);
  return () => {
    const features = second(first(x));
    const posterior = [mean(features), logVar(features)] as const;
    const error = squaredError(output(fourth(third(sampleCode(...posterior)))), x);
    return tf.add(error, tf.div(gaussianKl(...posterior), PIXELS));
  };
}

function trunk(): Images {
  const halving = (from: number, to: number) =>
    conv({ from, to, kernel: 3, stride: 2, activation: 'relu' });
  return images(halving(1, 32), halving(32, 64), halving(64, 128));
}

const logits = () => conv({ from: 32, to: 1, kernel: 3, stride: 1, activation: 'linear' });

function transposedDecoder(): Images {
  const doubling = (from: number, to: number) =>
    convTranspose({ from, to, kernel: 3, stride: 2 }, relu);
  return images(doubling(128, 128), doubling(128, 64), doubling(64, 32), logits());
}

function upsamplingDecoder(): Images {
  const block = (from: number, to: number) =>
    images(
      upsample,
      conv({ from, to, kernel: 3, stride: 1, activation: 'linear' }),
      batchNorm(to),
      leakyRelu,
    );
  return images(block(128, 128), block(128, 64), block(64, 32), logits());
}

const toVectors = (x: tf.Tensor4D) => tf.reshape<tf.Rank.R2>(x, [x.shape[0], -1]);
const toImages = (x: tf.Tensor2D) => tf.reshape<tf.Rank.R4>(x, [x.shape[0], 4, 4, 128]);

function convAutoencoder(batch: number, decoder: Images): Loss {
  const x = tf.randomUniform<tf.Rank.R4>([batch, 32, 32, 1]);
  const [features, code, expand] = [trunk(), dense(2048, CODE), dense(CODE, 2048)];
  return () => crossEntropy(decoder(toImages(expand(code(toVectors(features(x)))))), x);
}

function convVae(batch: number): Loss {
  const x = tf.randomUniform<tf.Rank.R4>([batch, 32, 32, 1]);
  const [features, mean, logVar] = [trunk(), dense(2048, CODE), dense(2048, CODE)];
  const [expand, decoder] = [dense(CODE, 2048), transposedDecoder()];
  return () => {
    const flat = toVectors(features(x));
    const posterior = [mean(flat), logVar(flat)] as const;
    const output = decoder(toImages(expand(sampleCode(...posterior))));
    return tf.add(tf.mul(crossEntropy(output, x), 500), gaussianKl(...posterior));
  };
}

/** Both losses of an iteration, added. */
function dcgan(batch: number): Loss {
  const real = tf.randomUniform<tf.Rank.R4>([batch, 28, 28, 1], -1, 1);
  const doubling = { kernel: 5, stride: 2 };
  const expand = dense(100, 7 * 7 * 128);
  const grow = images(
    batchNorm(128),
    convTranspose({ ...doubling, from: 128, to: 64 }, relu),
    batchNorm(64),
    convTranspose({ ...doubling, from: 64, to: 1 }, tanh),
  );
  const halving = (from: number, to: number) =>
    conv({ ...doubling, from, to, activation: 'leakyrelu' });
  const [first, second, logit] = [halving(1, 64), halving(64, 128), dense(7 * 7 * 128, 1)];
  const generate = () => {
    const code = tf.randomNormal<tf.Rank.R2>([batch, 100]);
    return grow(tf.reshape<tf.Rank.R4>(expand(code), [batch, 7, 7, 128]));
  };
  const dropout = (x: tf.Tensor4D) => tf.dropout(x, 0.4) as tf.Tensor4D;
  const judge = (x: tf.Tensor4D) => logit(toVectors(dropout(second(dropout(first(x))))));
  return () => {
    const [fake, genuine] = tf.split(judge(tf.concat([generate(), real])), 2) as [
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const judging = tf.add(tf.mean(softplus(fake)), tf.mean(softplus(tf.neg(genuine))));
    const generating = tf.mean(softplus(tf.neg(judge(generate()))));
    return tf.add(tf.mul(judging, 0.5), generating);
  };
}

export interface Network {
  readonly loss: (batch: number) => Loss;
  /** Whether tfjs's wasm backend has the gradients it needs. */
  readonly isDense: boolean;
}

export const networks: Readonly<Record<string, Network>> = {
  'stacked-ae': { loss: stackedAutoencoder, isDense: true },
  'dense-vae': { loss: denseVae, isDense: true },
  'conv-ae': { loss: (batch) => convAutoencoder(batch, transposedDecoder()), isDense: false },
  'conv-vae': { loss: convVae, isDense: false },
  'upsampling-ae': {
    loss: (batch) => convAutoencoder(batch, upsamplingDecoder()),
    isDense: false,
  },
  dcgan: { loss: dcgan, isDense: false },
  ddpm: { loss: ddpm, isDense: false },
};
