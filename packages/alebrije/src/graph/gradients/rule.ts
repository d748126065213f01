/** What a gradient rule is, and what the rules share. */

import { broadcastTo, reshape, sum } from '../build.ts';
import type { OpName } from '../ops.ts';
import { range, reducedShape, sameShape } from '../shape.ts';
import type { Node, Shape } from '../types.ts';

/**
 * Given a node and the gradient g of a scalar with respect to the node's output, the gradients with
 * respect to its inputs, built from primitives; `undefined` where there is none (integers, zero
 * almost everywhere).
 */
export type GradientRule<K extends OpName> = (
  node: Node<K>,
  g: Node,
) => readonly (Node | undefined)[];

export type GradientRules<K extends OpName> = { readonly [P in K]: GradientRule<P> };

/** The rule of an op whose output does not depend on its inputs smoothly, or is constant nearly everywhere. */
export const noGradient = (node: Node): readonly undefined[] => node.inputs.map(() => undefined);

/** The transpose of broadcasting: sums g over the axes along which `shape` was repeated. */
export function sumTo(g: Node, shape: Shape): Node {
  if (sameShape(g.type.shape, shape)) return g;
  const extra = g.type.shape.length - shape.length;
  const axes = range(g.type.shape.length).filter(
    (axis) => axis < extra || (shape[axis - extra] === 1 && g.type.shape[axis] !== 1),
  );
  return reshape(sum(g, axes), shape);
}

/** The transpose of a reduction: repeats g along the axes that were summed. */
export function spread(g: Node, shape: Shape, axes: readonly number[]): Node {
  const kept = reducedShape(shape, axes, true);
  return broadcastTo(reshape(g, kept), shape);
}
