/** Gradients of reductions, scans and products. */

import { cast, cumsum, div, equal, matmul, mul, reshape, sub, sum } from '../build.ts';
import type { OpName } from '../ops.ts';
import { reducedShape } from '../shape.ts';
import type { Node } from '../types.ts';
import { type GradientRules, noGradient, spread, sumTo } from './rule.ts';

export const reductionGradients = {
  sum: (node, g) => {
    if (node.type.dtype !== 'float32') return noGradient(node);
    return [spread(g, node.inputs[0]!.type.shape, node.attributes.axes)];
  },
  // Ties share the gradient equally.
  max: (node, g) => {
    const x = node.inputs[0]!;
    if (x.type.dtype !== 'float32') return noGradient(node);
    const kept = reducedShape(x.type.shape, node.attributes.axes, true);
    const mask = cast(equal(x, reshape(node, kept)), 'float32');
    const share = div(reshape(g, kept), sum(mask, node.attributes.axes, true));
    return [mul(mask, share)];
  },
  argMax: noGradient,
  cumsum: (node, g) => [cumsum(g, { ...node.attributes, reverse: !node.attributes.reverse })],
  // dL/dx = y ⊙ (g − Σ g ⊙ y)
  softmax: (node, g) => {
    const inner = sum(mul(g, node), [node.attributes.axis], true);
    return [mul(node, sub(g, inner))];
  },
  argsort: noGradient,
  topKMask: noGradient,
  // For y = op(a) op(b): da = g op(b)ᵀ and db = op(a)ᵀ g, transposed back where op transposes.
  matmul: (node, g) => {
    const [a, b] = node.inputs as readonly [Node, Node];
    const { transposeA, transposeB } = node.attributes;
    const toA = transposeA ? matmul(b, g, transposeB, true) : matmul(g, b, false, !transposeB);
    const toB = transposeB ? matmul(g, a, true, transposeA) : matmul(a, g, !transposeA, false);
    return [sumTo(toA, a.type.shape), sumTo(toB, b.type.shape)];
  },
} satisfies Partial<GradientRules<OpName>>;
