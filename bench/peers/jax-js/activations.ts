/** Activations, and their gradients from what they returned. */

import { numpy as np } from '@jax-js/jax';
import type { Tensor } from './tape.ts';

export type Activation = 'linear' | 'relu' | 'leakyRelu' | 'tanh';

const LEAK = 0.2;

export const activations: Readonly<Record<Activation, (x: Tensor) => Tensor>> = {
  linear: (x) => x,
  relu: (x) => np.maximum(x, 0),
  leakyRelu: (x) => np.maximum(x.ref, x.mul(LEAK)),
  tanh: (x) => np.tanh(x),
};

/** From the gradient with respect to the output y, and y: with respect to the input. */
export const activationGradients: Readonly<
  Record<Activation, (gradient: Tensor, y: Tensor) => Tensor>
> = {
  linear(gradient, y) {
    y.dispose();
    return gradient;
  },
  relu: (gradient, y) => np.where(y.greater(0), gradient, 0),
  leakyRelu: (gradient, y) => np.where(y.greater(0), gradient.ref, gradient.mul(LEAK)),
  tanh: (gradient, y) => gradient.mul(np.subtract(1, np.square(y))),
};

/** x σ(x). */
export const silu = (x: Tensor): Tensor => x.ref.div(np.exp(x.mul(-1)).add(1));
