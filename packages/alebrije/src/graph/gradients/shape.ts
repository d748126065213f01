/** Gradients of sources, shape changes and indexing. */

import {
  gather,
  pad,
  reshape,
  scatterAdd,
  scatterAlongAxis,
  slice,
  takeAlongAxis,
  transpose,
} from '../build.ts';
import type { OpName } from '../ops.ts';
import type { Node } from '../types.ts';
import { type GradientRules, noGradient, sumTo } from './rule.ts';

export const shapeGradients = {
  input: noGradient,
  constant: noGradient,
  reshape: (node, g) => [reshape(g, node.inputs[0]!.type.shape)],
  transpose: (node, g) => {
    const { permutation } = node.attributes;
    return [
      transpose(
        g,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ];
  },
  broadcastTo: (node, g) => [sumTo(g, node.inputs[0]!.type.shape)],
  slice: (node, g) => {
    const { starts, steps } = node.attributes;
    const high = node.inputs[0]!.type.shape.map((extent, axis) => {
      const count = node.type.shape[axis]!;
      return extent - starts[axis]! - 1 - (count - 1) * steps[axis]!;
    });
    return [pad(g, { low: starts, high, interior: steps.map((step) => step - 1), value: 0 })];
  },
  pad: (node, g) => {
    const { low, high, interior } = node.attributes;
    const ends = node.type.shape.map((extent, axis) => extent - high[axis]!);
    return [slice(g, { starts: low, ends, steps: interior.map((count) => count + 1) })];
  },
  concat: (node, g) => {
    const { axis } = node.attributes;
    let offset = 0;
    return node.inputs.map((part) => {
      const start = offset;
      offset += part.type.shape[axis]!;
      return slice(g, {
        starts: g.type.shape.map((_, index) => (index === axis ? start : 0)),
        ends: g.type.shape.with(axis, offset),
        steps: g.type.shape.map(() => 1),
      });
    });
  },
  gather: (node, g) => {
    const [data, indices] = node.inputs as readonly [Node, Node];
    const { axis } = node.attributes;
    if (data.type.dtype !== 'float32') return noGradient(node);
    return [scatterAdd(indices, g, axis, data.type.shape[axis]!), undefined];
  },
  scatterAdd: (node, g) => [undefined, gather(g, node.inputs[0]!, node.attributes.axis)],
  takeAlongAxis: (node, g) => {
    const [data, indices] = node.inputs as readonly [Node, Node];
    const { axis } = node.attributes;
    if (data.type.dtype !== 'float32') return noGradient(node);
    return [scatterAlongAxis(indices, g, axis, data.type.shape[axis]!), undefined];
  },
  scatterAlongAxis: (node, g) => [
    undefined,
    takeAlongAxis(g, node.inputs[0]!, node.attributes.axis),
  ],
} satisfies Partial<GradientRules<OpName>>;
