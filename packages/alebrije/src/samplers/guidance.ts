/** Ho and Salimans, "Classifier-free diffusion guidance" (2022). B batch. */

import { concat, type Operand, type Tensor } from '../tensor/tensor.ts';
import type { Denoising } from './solver-step.ts';

/** What a network is told besides x and its time, and what it is told for "nothing"; both [B, ...]. */
export interface Condition {
  readonly given: Tensor;
  readonly none: Tensor;
}

/**
 * u + s (c − u) of what the network says with the condition, c, and without, u, asked in one batch of 2 B.
 * The same for noise, x₀ and v, of which any is affine in another.
 * @param scale s, the field's guidance scale: 0 forgets the condition, 1 obeys it, more exaggerates it.
 *   The paper's w is s − 1 (equation 6).
 */
export function guided(
  predict: (x: Tensor, times: Tensor, condition: Tensor) => Tensor,
  { given, none }: Condition,
  scale: Operand,
): Denoising['predict'] {
  if (scale === 1) return (x, times) => predict(x, times, given);
  const twice = (tensor: Tensor) => concat([tensor, tensor], 0);
  return (x, times) => {
    const both = predict(twice(x), twice(times), concat([given, none], 0));
    const [conditional, unconditional] = both.split([x.shape[0]!, x.shape[0]!], 0) as [
      Tensor,
      Tensor,
    ];
    return unconditional.add(conditional.sub(unconditional).mul(scale));
  };
}
