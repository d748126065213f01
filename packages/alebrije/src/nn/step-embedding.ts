/**
 * What denoising networks are told besides x: the time, and perhaps a class, as one vector. Ho et al.
 * (NeurIPS 2020), appendix B; the class is added as in Dhariwal and Nichol (NeurIPS 2021).
 */

import type { Tensor } from '../tensor/tensor.ts';
import { sequential } from './composition.ts';
import { dense } from './dense.ts';
import { embedding } from './embedding.ts';
import { type ChildLayer, type LayerContext, sideInput } from './layer.ts';
import { sinusoidalEmbedding } from './sinusoidal.ts';
import type { CallChild } from './wiring.ts';

export interface StepEmbedding {
  /** Sines and cosines that stand for t. */
  readonly sinusoids: number;
  /** Units of the two dense layers that make the embedding of t from them. */
  readonly embeddingSize: number;
  /** K: the network is told a class from 0 to K − 1, or K for none. */
  readonly classes?: number;
}

/** The layers of `embedStep`: `time`, and `class` where there are classes. */
export function stepEmbeddingLayers({
  sinusoids,
  embeddingSize,
  classes,
}: StepEmbedding): ChildLayer[] {
  const affine = dense(embeddingSize, { activation: 'silu' });
  const time = sequential({ hidden: affine, output: affine });
  return [
    { name: 'time', layer: time, input: [sinusoids] },
    ...(classes === undefined
      ? []
      : [{ name: 'class', layer: embedding(classes + 1, embeddingSize), input: [] }]),
  ];
}

/** The side inputs `steps`, float32 [B], and `labels`, int32 [B], where there are classes → [B, E]. */
export function embedStep(
  { sinusoids, classes }: StepEmbedding,
  call: CallChild,
  context: LayerContext,
): Tensor {
  const time = call('time', sinusoidalEmbedding(sideInput(context, 'steps'), sinusoids));
  return classes === undefined ? time : time.add(call('class', sideInput(context, 'labels')));
}
