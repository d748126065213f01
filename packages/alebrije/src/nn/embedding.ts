/** Learned vectors for whole numbers. */

import { leaf } from '../tensor/tree.ts';
import { buildLayer, plainParameter } from './build-layer.ts';
import { type Initializer, randomUniform } from './initializers.ts';
import type { Layer } from './layer.ts';

/**
 * int32 [...] with entries in 0..count − 1 → float32 [..., size].
 * @param options.initializer uniform in ±0.05 by default
 */
export function embedding(
  count: number,
  size: number,
  { initializer = randomUniform(0.05) }: { readonly initializer?: Initializer } = {},
): Layer {
  return buildLayer('Embedding', {
    parameters: () => ({ embeddings: plainParameter([count, size], initializer) }),
    forward: (params, x) => leaf(params, 'embeddings').gather(x),
    outputShape: (input) => [...input, size],
  });
}
