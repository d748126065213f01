/** What a network consists of, layer by layer. */

import { sizeOf } from '../graph/shape.ts';
import type { HostTensor, Shape, Tree } from '../graph/types.ts';
import { key } from '../tensor/key.ts';
import { flattenTree } from '../tensor/tree.ts';
import type { Layer } from './layer.ts';

export interface LayerSummary {
  /** Names from the outermost network inwards, joined by dots. */
  readonly name: string;
  readonly type: string;
  /** Without the batch axis; images as [height, width, channels]. */
  readonly outputShape: Shape;
  /** Numbers that the layer holds, trained or not. */
  readonly params: number;
}

export interface NetworkSummary {
  /** The input first, then every primitive layer. */
  readonly layers: readonly LayerSummary[];
  readonly total: number;
  readonly trainable: number;
  /** Moving statistics and other state. */
  readonly nonTrainable: number;
}

interface CountedLayer extends LayerSummary {
  readonly nonTrainable: number;
}

/** Sequences [T, D] stay; images [C, H, W] are written as the field writes them. */
function displayedShape(shape: Shape): Shape {
  const [channels, height, width] = shape;
  return shape.length === 3 ? [height!, width!, channels!] : shape;
}

function count(tree: Tree<HostTensor>): number {
  return flattenTree(tree).reduce((total, [, { shape }]) => total + sizeOf(shape), 0);
}

/** Counts one primitive layer at a time, so that at most one layer's values exist at once. */
function countLayers(name: string, layer: Layer, input: Shape): CountedLayer[] {
  const children = layer.children?.(input);
  if (children) {
    return children.flatMap((child) =>
      countLayers(name === '' ? child.name : `${name}.${child.name}`, child.layer, child.input),
    );
  }
  const { params, state } = layer.init(key(0), input);
  const nonTrainable = count(state);
  return [
    {
      name: name === '' ? layer.type : name,
      type: layer.type,
      outputShape: displayedShape(layer.outputShape(input)),
      params: count(params) + nonTrainable,
      nonTrainable,
    },
  ];
}

/** @throws ShapeError or Error if the layer cannot take such an input */
export function summarize(layer: Layer, inputShape: Shape): NetworkSummary {
  const counted = countLayers('', layer, inputShape);
  const total = counted.reduce((sum, { params }) => sum + params, 0);
  const nonTrainable = counted.reduce((sum, row) => sum + row.nonTrainable, 0);
  const input = {
    name: 'input',
    type: 'Input',
    outputShape: displayedShape(inputShape),
    params: 0,
  };
  return {
    layers: [
      input,
      ...counted.map(({ name, type, outputShape, params }) => ({
        name,
        type,
        outputShape,
        params,
      })),
    ],
    total,
    trainable: total - nonTrainable,
    nonTrainable,
  };
}
