/** The published sizes of SPEC's networks, and the form of a summary. */

import { expect, test } from 'vitest';
import { leakyRelu } from '../../src/nn/activations.ts';
import {
  activation,
  batchNorm,
  branches,
  conv,
  convTranspose,
  dense,
  flatten,
  reshape,
  residual,
  sequential,
  upsample,
} from '../../src/nn/layers.ts';
import { summarize } from '../../src/nn/summary.ts';

const halving = (filters: number) =>
  conv(filters, 3, { strides: 2, padding: 'same', activation: 'relu' });
const doubling = (filters: number) =>
  convTranspose(filters, 3, { strides: 2, padding: 'same', activation: 'relu' });
const trunk = { conv1: halving(32), conv2: halving(64), conv3: halving(128), flatten: flatten() };
const logits = conv(1, 3, { padding: 'same' });

test('A12: encoder and decoder', () => {
  expect(summarize(sequential({ ...trunk, code: dense(2) }), [1, 32, 32])).toEqual({
    layers: [
      { name: 'input', type: 'Input', outputShape: [32, 32, 1], params: 0 },
      { name: 'conv1', type: 'Conv2D', outputShape: [16, 16, 32], params: 320 },
      { name: 'conv2', type: 'Conv2D', outputShape: [8, 8, 64], params: 18_496 },
      { name: 'conv3', type: 'Conv2D', outputShape: [4, 4, 128], params: 73_856 },
      { name: 'flatten', type: 'Flatten', outputShape: [2048], params: 0 },
      { name: 'code', type: 'Dense', outputShape: [2], params: 4098 },
    ],
    total: 96_770,
    trainable: 96_770,
    nonTrainable: 0,
  });
  const decoder = sequential({
    expand: dense(2048),
    reshape: reshape([128, 4, 4]),
    conv1: doubling(128),
    conv2: doubling(64),
    conv3: doubling(32),
    logits,
  });
  const { layers, total } = summarize(decoder, [2]);
  expect(total).toBe(246_273);
  expect(layers.map(({ outputShape }) => outputShape.join('x'))).toEqual([
    '2',
    '2048',
    '4x4x128',
    '8x8x128',
    '16x16x64',
    '32x32x32',
    '32x32x1',
  ]);
});

test('A13: the decoder by upsampling, with nested names', () => {
  const block = (filters: number) =>
    sequential({
      upsample: upsample(2),
      conv: conv(filters, 3, { padding: 'same' }),
      norm: batchNorm(),
      activation: activation(leakyRelu(0.2)),
    });
  const decoder = sequential({
    expand: dense(2048),
    reshape: reshape([128, 4, 4]),
    block1: block(128),
    block2: block(64),
    block3: block(32),
    logits,
  });
  const { layers, ...counts } = summarize(decoder, [2]);
  expect(counts).toEqual({ total: 247_169, trainable: 246_721, nonTrainable: 448 });
  expect(layers.slice(3, 7).map(({ name, type, params }) => [name, type, params])).toEqual([
    ['block1.upsample', 'UpSampling2D', 0],
    ['block1.conv', 'Conv2D', 147_584],
    ['block1.norm', 'BatchNormalization', 512],
    ['block1.activation', 'LeakyReLU', 0],
  ]);
});

test('B2: the encoder with two heads', () => {
  const heads = branches({ mean: dense(2), logVar: dense(2) });
  const { layers, total } = summarize(sequential({ ...trunk, heads }), [1, 32, 32]);
  expect(total).toBe(100_868);
  expect(layers.slice(-2).map(({ name, outputShape }) => [name, outputShape])).toEqual([
    ['heads.mean', [2]],
    ['heads.logVar', [2]],
  ]);
});

test('B3: the encoder of colour faces', () => {
  const block = () =>
    sequential({
      conv: conv(128, 3, { strides: 2, padding: 'same' }),
      norm: batchNorm(),
      activation: activation('leakyRelu'),
    });
  const encoder = sequential({
    block1: block(),
    block2: block(),
    block3: block(),
    block4: block(),
    flatten: flatten(),
    heads: branches({ mean: dense(200), logVar: dense(200) }),
  });
  const { total, nonTrainable } = summarize(encoder, [3, 32, 32]);
  expect({ total, nonTrainable }).toEqual({ total: 653_584, nonTrainable: 1024 });
});

test('a layer on its own is named by its type', () => {
  const { layers } = summarize(dense(3), [2]);
  expect(layers[1]).toEqual({ name: 'Dense', type: 'Dense', outputShape: [3], params: 9 });
});

test('wrappers show what they wrap', () => {
  const { layers } = summarize(residual(dense(2)), [2]);
  expect(layers.map(({ name }) => name)).toEqual(['input', 'inner']);
});
