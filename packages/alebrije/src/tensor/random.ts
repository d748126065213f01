/**
 * Randomness inside a traced computation. A draw is a graph input that whoever runs the graph fills
 * from a counter-based generator (key.ts), keyed by seed, step and the draw's place: the same numbers
 * on every runtime, and after a resume.
 */

import { input } from '../graph/build.ts';
import type { Distribution } from '../graph/ops.ts';
import { sizeOf } from '../graph/shape.ts';
import type { Graph, HostTensor, Shape } from '../graph/types.ts';
import { drawBernoulli, drawNormal, drawUniform, fold, type Key } from './key.ts';
import { Tensor } from './tensor.ts';

/** Names a place in a computation. Two draws from one place are an error; split it instead. */
export interface RandomPlace {
  readonly path: string;
}

export const randomRoot: RandomPlace = { path: 'random' };

export function place(parent: RandomPlace, name: string | number): RandomPlace {
  return { path: `${parent.path}/${name}` };
}

/** Independent draws from N(0, 1). */
export function normal(at: RandomPlace, shape: Shape): Tensor {
  return new Tensor(input(at.path, { dtype: 'float32', shape }, 'normal'));
}

/** Independent draws from [0, 1). */
export function uniform(at: RandomPlace, shape: Shape): Tensor {
  return new Tensor(input(at.path, { dtype: 'float32', shape }, 'uniform'));
}

/** Independent draws: `value` with `probability` (0 < p < 1, to 2⁻¹⁶), else 0. */
export function bernoulli(
  at: RandomPlace,
  shape: Shape,
  probability: number,
  value: number,
): Tensor {
  return new Tensor(input(at.path, { dtype: 'float32', shape }, { probability, value }));
}

function drawFrom(distribution: Distribution, key: Key, count: number): Float32Array {
  if (distribution === 'normal') return drawNormal(key, count);
  if (distribution === 'uniform') return drawUniform(key, count);
  return drawBernoulli(key, count, distribution.probability, distribution.value);
}

/** The values of all draws of a graph under one key. */
export function drawFeeds(graph: Graph, key: Key): Record<string, HostTensor> {
  const feeds: Record<string, HostTensor> = {};
  for (const { attributes } of graph.inputs) {
    if (!attributes.random) continue;
    const { shape } = attributes.type;
    const data = drawFrom(attributes.random, fold(key, attributes.name), sizeOf(shape));
    feeds[attributes.name] = { dtype: 'float32', shape, data };
  }
  return feeds;
}
