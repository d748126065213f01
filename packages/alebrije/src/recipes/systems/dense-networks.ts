/** Fully connected networks over flattened examples. */

import { branches, sequential } from '../../nn/composition.ts';
import { dense } from '../../nn/dense.ts';
import type { Layer } from '../../nn/layer.ts';
import { flatten } from '../../nn/reshape.ts';

/** Hidden layers with ReLU, one per size, named hidden1, hidden2, ... */
function hiddenLayers(sizes: readonly number[]): Record<string, Layer> {
  return Object.fromEntries(
    sizes.map((units, index) => [`hidden${index + 1}`, dense(units, { activation: 'relu' })]),
  );
}

/**
 * [...] → hidden layers → code [Z], the code with the activation given.
 * @param entry layers before the hidden ones, such as noise
 */
export function denseEncoder(
  hidden: readonly number[],
  codeSize: number,
  codeActivation: 'relu' | 'sigmoid' | 'linear' = 'linear',
  entry: Readonly<Record<string, Layer>> = {},
): Layer {
  return sequential({
    flatten: flatten(),
    ...entry,
    ...hiddenLayers(hidden),
    code: dense(codeSize, { activation: codeActivation }),
  });
}

/** [...] → hidden layers → [2 Z]: mean and log variance. */
export function densePosterior(hidden: readonly number[], codeSize: number): Layer {
  return sequential({
    flatten: flatten(),
    ...hiddenLayers(hidden),
    heads: branches({ mean: dense(codeSize), logVar: dense(codeSize) }),
  });
}

/** Code [Z] → hidden layers → [D], linear. */
export function denseDecoder(hidden: readonly number[], outputSize: number): Layer {
  return sequential({ ...hiddenLayers(hidden), output: dense(outputSize) });
}
