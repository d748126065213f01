/** Losses and draws as operations of the tape. */

import { jit, numpy as np, random } from '@jax-js/jax';
import { differentiated, type Tensor } from './tape.ts';

/** log(1 + eˣ), finite for large x. */
export function softplus(x: Tensor): Tensor {
  return np.maximum(x.ref, 0).add(np.log(np.exp(np.abs(x).mul(-1)).add(1)));
}

/** Mean cross-entropy of targets in [0, 1] given logits, times a weight. */
export const crossEntropy = (weight = 1) =>
  differentiated((logits, targets) => {
    const product = logits!.ref.mul(targets!);
    return np.mean(softplus(logits!).sub(product)).mul(weight);
  });

/** Huber's loss with threshold 1, mean per value. */
export const huber = differentiated((prediction, target) => {
  const distance = np.abs(prediction!.sub(target!));
  const quadratic = np.minimum(distance.ref, 1);
  return np.mean(np.square(quadratic.ref).mul(0.5).add(distance.sub(quadratic)));
});

/** Σ (μ² + σ² − log σ² − 1) / 2 per example, its mean over the batch: mean and log variance [B, Z]. */
export const gaussianKl = differentiated((mean, logVar) => {
  const batch = mean!.shape[0]!;
  const perEntry = np.square(mean!).add(np.exp(logVar!.ref)).sub(logVar!).sub(1);
  return np.sum(perEntry).mul(0.5 / batch);
});

/** mean + exp(logVar / 2) ⊙ noise. */
export const sampleCode = differentiated((mean, logVar, noise) =>
  mean!.add(np.exp(logVar!.mul(0.5)).mul(noise!)),
);

export const sum = differentiated((a, b) => a!.add(b!));

/** Draws of N(0, I), anew at each call. */
export function normalDraws(shape: readonly number[]): () => Tensor {
  const draw = jit((key: Tensor) => random.normal(key, [...shape]));
  let count = 0;
  return () => draw(random.key(count++));
}
