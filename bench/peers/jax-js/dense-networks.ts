/**
 * stacked-ae and dense-vae as the recipes have them, each step one compiled function. Sizes are rounded
 * up to multiples of 4: the vectors that jax-js then uses save far more than the columns cost.
 */

import { blockUntilReady, jit, nn, numpy as np, random, tree, valueAndGrad } from '@jax-js/jax';
import { type AdamState, adamScales, adamUpdate } from './optimizers.ts';
import type { Tensor } from './tape.ts';
import { randomTensor, type Training } from './training.ts';

const PIXELS = 784;
const NADAM = { learningRate: 1e-3, nesterov: true };
const BETA1 = 0.9;

/** Weight, bias, weight, bias, ... */
type Weights = Tensor[];

function initial(sizes: readonly (readonly [from: number, to: number])[]): Weights {
  return sizes.flatMap(([from, to]) => [
    randomTensor([from, to])
      .sub(0.5)
      .mul(2 * Math.sqrt(3 / from)),
    np.zeros([to]),
  ]);
}

/** x · W + b of the layer of that index. */
const affine = (weights: Weights, layer: number, x: Tensor) =>
  np.matmul(x, weights[2 * layer]!).add(weights[2 * layer + 1]!);

const hidden = (weights: Weights, layer: number, x: Tensor) =>
  nn.relu(affine(weights, layer, x)) as Tensor;

const squaredError = (output: Tensor, x: Tensor) => np.mean(np.square(output.sub(x)));

function training(
  batch: number,
  weights: Weights,
  loss: (weights: Weights, x: Tensor, key: Tensor) => Tensor,
): Training {
  const parameters = weights.reduce((sum, { size }) => sum + size, 0);
  const x = randomTensor([batch, PIXELS]);
  const update = jit((states: AdamState[], x: Tensor, key: Tensor, scales: Tensor[]) => {
    const [value, gradients] = valueAndGrad(loss)(
      states.map(([weight]) => weight.ref),
      x,
      key,
    );
    const updated = states.map((state, index) =>
      adamUpdate(
        state,
        (gradients as Tensor[])[index]!,
        scales.map((scale) => scale.ref) as [Tensor, Tensor, Tensor],
        BETA1,
      ),
    );
    tree.dispose(scales);
    return { value, updated };
  });
  let step = 0;
  let states = weights.map(
    (weight): AdamState => [weight, np.zeros(weight.shape), np.zeros(weight.shape)],
  );
  return {
    parameters,
    async step() {
      step += 1;
      const result = update(states, x.ref, random.key(step), adamScales(step, NADAM)) as {
        value: Tensor;
        updated: AdamState[];
      };
      states = result.updated;
      await blockUntilReady(states);
      return (await result.value.data())[0]!;
    },
  };
}

export function stackedAutoencoder(batch: number): Training {
  const weights = initial([
    [PIXELS, 100],
    [100, 32],
    [32, 100],
    [100, PIXELS],
  ]);
  return training(batch, weights, (w, x, key) => {
    key.dispose();
    const code = hidden(w, 1, hidden(w, 0, x.ref));
    return squaredError(affine(w, 3, hidden(w, 2, code)), x);
  });
}

export function denseVariationalAutoencoder(batch: number): Training {
  const codeSize = 12;
  const weights = initial([
    [PIXELS, 152],
    [152, 100],
    [100, codeSize],
    [100, codeSize],
    [codeSize, 100],
    [100, 152],
    [152, PIXELS],
  ]);
  return training(batch, weights, (w, x, key) => {
    const features = hidden(w, 1, hidden(w, 0, x.ref));
    const mean = affine(w, 2, features.ref);
    const logVar = affine(w, 3, features);
    const noise = random.normal(key, [batch, codeSize]);
    const code = mean.ref.add(np.exp(logVar.ref.mul(0.5)).mul(noise));
    const output = affine(w, 6, hidden(w, 5, hidden(w, 4, code)));
    const divergence = np.square(mean).add(np.exp(logVar.ref)).sub(logVar).sub(1);
    return squaredError(output, x).add(np.sum(divergence).mul(0.5 / batch / PIXELS));
  });
}
