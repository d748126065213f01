/** Pooling layers over the spatial axes of [C, ...S]. */

import * as spatial from '../tensor/spatial.ts';
import { buildLayer } from './build-layer.ts';
import { windowOf } from './convolution.ts';
import type { Layer } from './layer.ts';

/**
 * The largest entry of each window; strides default to the window.
 * @param window a number for a square window over images, [n] for signals, else one per axis
 */
export function maxPool(window: spatial.PerAxis = 2, options: spatial.PoolOptions = {}): Layer {
  const extents = windowOf(window);
  return buildLayer(`MaxPooling${extents.length}D`, {
    forward: (_, x) => spatial.maxPool(x, extents, options),
  });
}

/** The mean of each window, without the padding; arguments as in `maxPool`. */
export function averagePool(window: spatial.PerAxis = 2, options: spatial.PoolOptions = {}): Layer {
  const extents = windowOf(window);
  return buildLayer(`AveragePooling${extents.length}D`, {
    forward: (_, x) => spatial.averagePool(x, extents, options),
  });
}

/** [C, ...S] → [C]: the mean over all positions. */
export function globalAveragePool(): Layer {
  return buildLayer('GlobalAveragePooling', { forward: (_, x) => spatial.globalAveragePool(x) });
}
