/** Layers that tell a network how alike the examples of a batch are, against generators that repeat themselves. */

import type { Shape } from '../graph/types.ts';
import { concat, type Tensor } from '../tensor/tensor.ts';
import { leaf } from '../tensor/tree.ts';
import { featureAxis } from './axes.ts';
import { buildLayer } from './build-layer.ts';
import { denseFans, glorotUniform } from './initializers.ts';
import type { Layer } from './layer.ts';

/** Keeps the gradient of the root finite where examples are equal. */
const EPSILON = 1e-8;

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/** [B, ...] → the standard deviation over the examples of a group, the mean of all features [B / G]. */
function groupDeviation(x: Tensor, groupSize: number): Tensor {
  const batch = x.shape[0]!;
  const grouped = x.reshape([batch / groupSize, groupSize, x.size / batch]);
  return grouped.variance(1).add(EPSILON).sqrt().mean(1);
}

/**
 * Karras et al., "Progressive growing of GANs" (ICLR 2018), section 3: the mean standard deviation over
 * the examples of a group, as one more feature of each of them: [C, ...S] → [C + 1, ...S], [D] → [D + 1].
 * @param groupSize neighbours in the batch that make a group; where it does not divide the batch, the
 *   greatest common divisor of both
 */
export function minibatchStandardDeviation(groupSize = 4): Layer {
  return buildLayer('MinibatchStandardDeviation', {
    forward(_, x) {
      const [batch, ...example] = x.shape as readonly [number, ...number[]];
      const size = greatestCommonDivisor(batch, groupSize);
      const axis = featureAxis(x.rank);
      const deviation = groupDeviation(x, size).reshape([batch / size, 1, ...example.map(() => 1)]);
      const plane: Shape = example.with(axis - 1, 1);
      const spread = deviation.broadcastTo([batch / size, size, ...plane]);
      return concat([x, spread.reshape([batch, ...plane])], axis);
    },
  });
}

export interface MinibatchDiscriminationOptions {
  /** B, how many kinds of closeness are measured. */
  readonly kernels?: number;
  /** C, numbers that examples are compared by in each. */
  readonly kernelSize?: number;
}

/**
 * Salimans et al., "Improved techniques for training GANs" (NeurIPS 2016), section 3.2: [D] → [D + B].
 * With M = x T in R^(B x C), feature b of example i is Σ_j exp(−‖M_ib − M_jb‖₁) over the batch.
 * Parameter kernel T: [D, B · C].
 */
export function minibatchDiscrimination({
  kernels = 50,
  kernelSize = 5,
}: MinibatchDiscriminationOptions = {}): Layer {
  return buildLayer('MinibatchDiscrimination', {
    parameters: ([features]) => {
      const shape = [features!, kernels * kernelSize];
      return { kernel: { shape, initializer: glorotUniform, fans: denseFans(shape) } };
    },
    forward(params, x) {
      const batch = x.shape[0]!;
      const projected = x.matmul(leaf(params, 'kernel'));
      const rows = projected.reshape([batch, 1, kernels, kernelSize]);
      const columns = projected.reshape([1, batch, kernels, kernelSize]);
      const closeness = rows.sub(columns).abs().sum(3).neg().exp().sum(1);
      return concat([x, closeness], 1);
    },
  });
}
