/**
 * A discriminator that is told the class: Miyato and Koyama, "cGANs with projection discriminator"
 * (ICLR 2018), equation 4. B batch, F features, K classes.
 */

import type { Shape } from '../graph/types.ts';
import { dense } from '../nn/dense.ts';
import { embedding } from '../nn/embedding.ts';
import type { Layer } from '../nn/layer.ts';
import { sideInput } from '../nn/layer.ts';
import { wiredLayer } from '../nn/wiring.ts';

/**
 * Data [B, ...] and the input `labels` [B] → [B, 1]: ψ(φ(x)) + ⟨v_y, φ(x)⟩, where φ is the trunk, ψ a
 * layer of one unit and v_y the class's vector.
 * @param trunk to features [F]
 */
export function projectionDiscriminator(trunk: Layer, classes: number): Layer {
  const children = (input: Shape) => {
    const features = trunk.outputShape(input);
    return [
      { name: 'trunk', layer: trunk, input },
      { name: 'logit', layer: dense(1), input: features },
      { name: 'projection', layer: embedding(classes, features[0]!), input: [] },
    ];
  };
  return wiredLayer('ProjectionDiscriminator', {
    children,
    outputShape: () => [1],
    forward(call, x, context) {
      const features = call('trunk', x);
      const vectors = call('projection', sideInput(context, 'labels'));
      return call('logit', features).add(features.mul(vectors).sum(1, true));
    },
  });
}
