/** One example per layer constructor and option that matters, with what is expected of it. */

import type { Shape } from '../../src/graph/types.ts';
import { leakyRelu } from '../../src/nn/activations.ts';
import type { Layer } from '../../src/nn/layer.ts';
import {
  activation,
  averagePool,
  batchNorm,
  branches,
  conv,
  convTranspose,
  dense,
  dropout,
  embedding,
  flatten,
  gaussianNoise,
  globalAveragePool,
  groupNorm,
  gru,
  kSparse,
  layerNorm,
  lstm,
  maskingNoise,
  maxPool,
  multiHeadAttention,
  repeatVector,
  reshape,
  residual,
  saltAndPepperNoise,
  sequential,
  timeDistributed,
  upsample,
} from '../../src/nn/layers.ts';

export interface LayerExample {
  readonly name: string;
  readonly layer: Layer;
  readonly type: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Shapes of the parameters by path. */
  readonly params?: Readonly<Record<string, Shape>>;
  /** Shapes of the state by path. */
  readonly state?: Readonly<Record<string, Shape>>;
  /** Places of the random draws while training. */
  readonly draws?: readonly string[];
  /** If given, the input is int32 below this number. */
  readonly indicesBelow?: number;
}

const affine = (extent: number) => ({ gamma: [extent], beta: [extent] });
const moving = (extent: number) => ({ movingMean: [extent], movingVariance: [extent] });

const elementwise = (
  ['linear', 'relu', 'leakyRelu', 'sigmoid', 'tanh', 'softplus', 'gelu', 'silu', 'elu'] as const
).map((name): LayerExample => {
  const types: Record<string, string> = { relu: 'ReLU', leakyRelu: 'LeakyReLU', elu: 'ELU' };
  return {
    name: `activation ${name}`,
    layer: activation(name),
    type: types[name] ?? 'Activation',
    input: [2, 3],
    output: [2, 3],
  };
});

export const layerExamples: readonly LayerExample[] = [
  ...elementwise,
  {
    name: 'softmax of channels',
    layer: activation('softmax'),
    type: 'Softmax',
    input: [3, 2, 2],
    output: [3, 2, 2],
  },
  {
    name: 'dense',
    layer: dense(4, { activation: 'tanh' }),
    type: 'Dense',
    input: [3],
    output: [4],
    params: { kernel: [3, 4], bias: [4] },
  },
  {
    name: 'dense on sequences, no bias',
    layer: dense(4, { bias: false, activation: leakyRelu(0.3) }),
    type: 'Dense',
    input: [5, 3],
    output: [5, 4],
    params: { kernel: [3, 4] },
  },
  {
    name: 'conv, valid',
    layer: conv(4, [3, 2]),
    type: 'Conv2D',
    input: [2, 5, 4],
    output: [4, 3, 3],
    params: { kernel: [4, 2, 3, 2], bias: [4] },
  },
  {
    name: 'conv, same, strided, grouped, no bias',
    layer: conv(4, 3, { padding: 'same', strides: 2, groups: 2, bias: false, activation: 'silu' }),
    type: 'Conv2D',
    input: [2, 5, 4],
    output: [4, 3, 2],
    params: { kernel: [4, 1, 3, 3] },
  },
  {
    name: 'conv of signals, dilated',
    layer: conv(3, [3], { dilations: 2 }),
    type: 'Conv1D',
    input: [2, 7],
    output: [3, 3],
    params: { kernel: [3, 2, 3], bias: [3] },
  },
  {
    name: 'convTranspose, same',
    layer: convTranspose(3, 3, { padding: 'same', strides: 2 }),
    type: 'Conv2DTranspose',
    input: [2, 3, 2],
    output: [3, 6, 4],
    params: { kernel: [2, 3, 3, 3], bias: [3] },
  },
  {
    name: 'convTranspose, valid',
    layer: convTranspose(3, 3, { strides: 2, bias: false, activation: 'sigmoid' }),
    type: 'Conv2DTranspose',
    input: [2, 3, 2],
    output: [3, 7, 5],
    params: { kernel: [2, 3, 3, 3] },
  },
  {
    name: 'convTranspose of signals, padded',
    layer: convTranspose(3, [4], { strides: 2, padding: 1, outputPadding: 1 }),
    type: 'Conv1DTranspose',
    input: [2, 3],
    output: [3, 7],
    params: { kernel: [2, 3, 4], bias: [3] },
  },
  { name: 'maxPool', layer: maxPool(), type: 'MaxPooling2D', input: [2, 4, 5], output: [2, 2, 2] },
  {
    name: 'maxPool, same',
    layer: maxPool(3, { strides: 2, padding: 'same' }),
    type: 'MaxPooling2D',
    input: [2, 4, 5],
    output: [2, 2, 3],
  },
  {
    name: 'averagePool of signals',
    layer: averagePool([2]),
    type: 'AveragePooling1D',
    input: [2, 6],
    output: [2, 3],
  },
  {
    name: 'globalAveragePool',
    layer: globalAveragePool(),
    type: 'GlobalAveragePooling',
    input: [3, 2, 4],
    output: [3],
  },
  {
    name: 'upsample, nearest',
    layer: upsample([2, 3]),
    type: 'UpSampling2D',
    input: [2, 2, 3],
    output: [2, 4, 9],
  },
  {
    name: 'upsample, bilinear',
    layer: upsample(2, 'bilinear'),
    type: 'UpSampling2D',
    input: [2, 2, 3],
    output: [2, 4, 6],
  },
  { name: 'flatten', layer: flatten(), type: 'Flatten', input: [2, 3, 4], output: [24] },
  { name: 'reshape', layer: reshape([4, -1, 2]), type: 'Reshape', input: [24], output: [4, 3, 2] },
  {
    name: 'repeatVector',
    layer: repeatVector(3),
    type: 'RepeatVector',
    input: [4],
    output: [3, 4],
  },
  {
    name: 'batchNorm of images',
    layer: batchNorm(),
    type: 'BatchNormalization',
    input: [3, 2, 2],
    output: [3, 2, 2],
    params: affine(3),
    state: moving(3),
  },
  {
    name: 'batchNorm of sequences',
    layer: batchNorm({ axis: -1 }),
    type: 'BatchNormalization',
    input: [2, 4],
    output: [2, 4],
    params: affine(4),
    state: moving(4),
  },
  {
    name: 'layerNorm',
    layer: layerNorm(),
    type: 'LayerNormalization',
    input: [2, 4],
    output: [2, 4],
    params: affine(4),
  },
  {
    name: 'layerNorm of images',
    layer: layerNorm(),
    type: 'LayerNormalization',
    input: [3, 2, 2],
    output: [3, 2, 2],
    params: affine(3),
  },
  {
    name: 'groupNorm',
    layer: groupNorm(2),
    type: 'GroupNormalization',
    input: [4, 2, 2],
    output: [4, 2, 2],
    params: affine(4),
  },
  {
    name: 'dropout',
    layer: dropout(0.4),
    type: 'Dropout',
    input: [3, 4],
    output: [3, 4],
    draws: ['random'],
  },
  {
    name: 'gaussianNoise',
    layer: gaussianNoise(0.5),
    type: 'GaussianNoise',
    input: [3],
    output: [3],
    draws: ['random'],
  },
  {
    name: 'kSparse',
    layer: kSparse(2, { atInference: 3 }),
    type: 'KSparse',
    input: [5],
    output: [5],
  },
  {
    name: 'gaussianNoise of any deviation',
    layer: gaussianNoise([0.1, 0.5]),
    type: 'GaussianNoise',
    input: [2, 3, 3],
    output: [2, 3, 3],
    draws: ['random/level', 'random/entries'],
  },
  {
    name: 'maskingNoise',
    layer: maskingNoise(0.3),
    type: 'MaskingNoise',
    input: [5],
    output: [5],
    draws: ['random'],
  },
  {
    name: 'maskingNoise of any rate',
    layer: maskingNoise([0.3, 0.7]),
    type: 'MaskingNoise',
    input: [3, 4, 4],
    output: [3, 4, 4],
    draws: ['random/level', 'random/entries'],
  },
  {
    name: 'saltAndPepperNoise',
    layer: saltAndPepperNoise([0.2, 0.6]),
    type: 'SaltAndPepperNoise',
    input: [1, 3, 4],
    output: [1, 3, 4],
    draws: ['random/level', 'random/entries'],
  },
  {
    name: 'embedding',
    layer: embedding(5, 3),
    type: 'Embedding',
    input: [4],
    output: [4, 3],
    params: { embeddings: [5, 3] },
    indicesBelow: 5,
  },
  {
    name: 'lstm',
    layer: lstm(3),
    type: 'LSTM',
    input: [5, 2],
    output: [3],
    params: { kernel: [2, 12], recurrentKernel: [3, 12], bias: [12] },
  },
  {
    name: 'gru sequences',
    layer: gru(3, { returnSequences: true }),
    type: 'GRU',
    input: [4, 2],
    output: [4, 3],
    params: { kernel: [2, 9], recurrentKernel: [3, 9], bias: [2, 9] },
  },
  {
    name: 'multiHeadAttention',
    layer: multiHeadAttention(2, 3, { causal: true }),
    type: 'MultiHeadAttention',
    input: [3, 4],
    output: [3, 4],
    params: {
      'query.kernel': [4, 6],
      'query.bias': [6],
      'key.kernel': [4, 6],
      'key.bias': [6],
      'value.kernel': [4, 6],
      'value.bias': [6],
      'output.kernel': [6, 4],
      'output.bias': [4],
    },
  },
  {
    name: 'sequential',
    layer: sequential({
      conv: conv(2, 2),
      norm: batchNorm(),
      act: activation('tanh'),
      drop1: dropout(0.3),
      block: sequential({ drop: dropout(0.3), flatten: flatten() }),
      drop2: dropout(0.3),
      code: dense(2),
    }),
    type: 'Sequential',
    input: [1, 3, 3],
    output: [2],
    params: {
      'conv.kernel': [2, 1, 2, 2],
      'conv.bias': [2],
      'norm.gamma': [2],
      'norm.beta': [2],
      'code.kernel': [8, 2],
      'code.bias': [2],
    },
    state: { 'norm.movingMean': [2], 'norm.movingVariance': [2] },
    draws: ['random/drop1', 'random/block/drop', 'random/drop2'],
  },
  {
    name: 'branches',
    layer: branches({
      mean: dense(2),
      logVar: sequential({ noise: gaussianNoise(1), norm: batchNorm(), out: dense(3) }),
    }),
    type: 'Branches',
    input: [4],
    output: [5],
    params: {
      'mean.kernel': [4, 2],
      'mean.bias': [2],
      'logVar.norm.gamma': [4],
      'logVar.norm.beta': [4],
      'logVar.out.kernel': [4, 3],
      'logVar.out.bias': [3],
    },
    state: { 'logVar.norm.movingMean': [4], 'logVar.norm.movingVariance': [4] },
    draws: ['random/logVar/noise'],
  },
  {
    name: 'residual',
    layer: residual(sequential({ norm: batchNorm(), conv: conv(2, 3, { padding: 'same' }) })),
    type: 'Residual',
    input: [2, 3, 3],
    output: [2, 3, 3],
    params: {
      'inner.norm.gamma': [2],
      'inner.norm.beta': [2],
      'inner.conv.kernel': [2, 2, 3, 3],
      'inner.conv.bias': [2],
    },
    state: { 'inner.norm.movingMean': [2], 'inner.norm.movingVariance': [2] },
  },
  {
    name: 'timeDistributed',
    layer: timeDistributed(sequential({ conv: conv(2, 2), pool: globalAveragePool() })),
    type: 'TimeDistributed',
    input: [3, 1, 3, 3],
    output: [3, 2],
    params: { 'inner.conv.kernel': [2, 1, 2, 2], 'inner.conv.bias': [2] },
  },
];
