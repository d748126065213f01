/** Activation functions by name, and the layer that applies one. */

import type { Tensor } from '../tensor/tensor.ts';
import { featureAxis } from './axes.ts';
import { buildLayer } from './build-layer.ts';
import type { Layer } from './layer.ts';

/** 0.2 is Keras' default slope for x < 0. */
const LEAKY_SLOPE = 0.2;

/** x Φ(x), exactly: Hendrycks and Gimpel, 2016. */
function gelu(x: Tensor): Tensor {
  return x.mul(x.mul(Math.SQRT1_2).erf().add(1).mul(0.5));
}

/** x where x > 0, else eˣ − 1. Written so that nothing overflows and the derivative at 0 is 1. */
function elu(x: Tensor): Tensor {
  const positive = x.relu();
  return positive.add(x.sub(positive).exp().sub(1));
}

export const activations = {
  linear: (x: Tensor) => x,
  relu: (x: Tensor) => x.relu(),
  leakyRelu: (x: Tensor) => x.leakyRelu(LEAKY_SLOPE),
  sigmoid: (x: Tensor) => x.sigmoid(),
  tanh: (x: Tensor) => x.tanh(),
  softplus: (x: Tensor) => x.softplus(),
  gelu,
  silu: (x: Tensor) => x.silu(),
  elu,
  /** Over the features: the channels of images, else the last axis. */
  softmax: (x: Tensor) => x.softmax(featureAxis(x.rank)),
};

export type ActivationName = keyof typeof activations;

/** A leaky ReLU with its slope for x < 0, between 0 and 1. */
export interface LeakyRelu {
  readonly name: 'leakyRelu';
  readonly slope: number;
}

export type Activation = ActivationName | LeakyRelu;

export function leakyRelu(slope = LEAKY_SLOPE): LeakyRelu {
  return { name: 'leakyRelu', slope };
}

export function activate(x: Tensor, activation: Activation): Tensor {
  return typeof activation === 'string'
    ? activations[activation](x)
    : x.leakyRelu(activation.slope);
}

/** The field's names of those activations that are layers of their own in a summary. */
const LAYER_TYPES: { readonly [K in ActivationName]?: string } = {
  relu: 'ReLU',
  leakyRelu: 'LeakyReLU',
  elu: 'ELU',
  softmax: 'Softmax',
};

/** `activation('tanh')`, `activation(leakyRelu(0.3))`: elementwise, or softmax over the features. */
export function activation(activation: Activation): Layer {
  const name = typeof activation === 'string' ? activation : activation.name;
  return buildLayer(LAYER_TYPES[name] ?? 'Activation', {
    forward: (_, x) => activate(x, activation),
  });
}
