/** The fully connected networks of the lab, in the sizes of its settings. B batch, D data, Z code. */

import type { ActivationName } from '../../../../../../packages/alebrije/src/nn/activations.ts';
import { heNormal } from '../../../../../../packages/alebrije/src/nn/initializers.ts';
import type { Layer } from '../../../../../../packages/alebrije/src/nn/layer.ts';
import { branches, dense, sequential } from '../../../../../../packages/alebrije/src/nn/layers.ts';

export interface NetworkSize {
  /** Units of each hidden layer. */
  readonly width: number;
  /** Hidden layers. */
  readonly depth: number;
  readonly activation: ActivationName;
}

/** Hidden layers, then one linear layer as given. */
function network(
  { width, depth, activation }: NetworkSize,
  output: Readonly<Record<string, Layer>>,
) {
  const hidden = Array.from(
    { length: depth },
    (_, index) =>
      [`hidden${index + 1}`, dense(width, { activation, initializer: heNormal })] as const,
  );
  return sequential({ ...Object.fromEntries(hidden), ...output });
}

/** [D] → [size]. */
export function mapTo(outputs: number, size: NetworkSize): Layer {
  return network(size, { output: dense(outputs) });
}

/** [D] → [2 Z]: mean and log variance. */
export function posterior(codeSize: number, size: NetworkSize): Layer {
  return network(size, { heads: branches({ mean: dense(codeSize), logVar: dense(codeSize) }) });
}
