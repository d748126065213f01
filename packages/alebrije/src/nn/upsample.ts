/** Upsampling of images and signals by whole factors. */

import { type PerAxis, resizeBilinear, upsampleNearest } from '../tensor/spatial.ts';
import { buildLayer } from './build-layer.ts';
import { windowOf } from './convolution.ts';
import type { Layer } from './layer.ts';

/**
 * [C, ...S] → [C, ...S · scale]. 'nearest' repeats entries; 'bilinear', for images only, interpolates
 * between half-pixel centres.
 * @param scale a number for both axes of images, [n] for signals, else one per axis
 */
export function upsample(
  scale: PerAxis = 2,
  interpolation: 'nearest' | 'bilinear' = 'nearest',
): Layer {
  const factors = windowOf(scale);
  return buildLayer(`UpSampling${factors.length}D`, {
    forward: (_, x) => {
      if (interpolation === 'nearest') return upsampleNearest(x, factors);
      if (x.rank !== 4) throw new Error(`bilinear upsampling takes images, not rank ${x.rank - 1}`);
      return resizeBilinear(x, x.shape[2]! * factors[0]!, x.shape[3]! * factors[1]!);
    },
  });
}
