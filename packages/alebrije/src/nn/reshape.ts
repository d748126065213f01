/** Layers that only change the shape of an example. */

import { sizeOf } from '../graph/shape.ts';
import type { Shape } from '../graph/types.ts';
import { buildLayer } from './build-layer.ts';
import type { Layer } from './layer.ts';

/** Any shape → [size]. */
export function flatten(): Layer {
  return buildLayer('Flatten', {
    forward: (_, x) => x.reshape([x.shape[0]!, x.size / x.shape[0]!]),
  });
}

/** To `shape`, in which one size may be −1: what is left over. */
export function reshape(shape: Shape): Layer {
  return buildLayer('Reshape', {
    forward: (_, x) => {
      const [batch, ...example] = x.shape;
      const known = sizeOf(shape.filter((extent) => extent !== -1));
      const target = shape.map((extent) => (extent === -1 ? sizeOf(example) / known : extent));
      return x.reshape([batch!, ...target]);
    },
  });
}

/** [D] → [count, D]: the vector as every step of a sequence. */
export function repeatVector(count: number): Layer {
  return buildLayer('RepeatVector', {
    forward: (_, x) => x.expandDims(1).broadcastTo([x.shape[0]!, count, ...x.shape.slice(1)]),
  });
}
