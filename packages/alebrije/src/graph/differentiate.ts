/** Reverse-mode differentiation as a transform of graphs: gradients are nodes like any other. */

import { add, constant } from './build.ts';
import type { GradientRule } from './gradients/rule.ts';
import { gradientRules } from './gradients/table.ts';
import type { OpName } from './ops.ts';
import { sizeOf } from './shape.ts';
import { formatType, ShapeError } from './shape-error.ts';
import { ancestors } from './trace.ts';
import type { Node, Shape } from './types.ts';

function filled(shape: Shape, value: number): Node {
  return constant('float32', shape, new Float32Array(sizeOf(shape)).fill(value));
}

/** The nodes among `nodes` (in topological order) that depend on any of `sources`. */
function dependents(nodes: readonly Node[], sources: readonly Node[]): Set<Node> {
  const result = new Set<Node>(sources);
  for (const node of nodes) {
    if (node.inputs.some((input) => result.has(input))) result.add(node);
  }
  return result;
}

/**
 * The gradients of a scalar with respect to nodes, each of its node's shape.
 * Gradients through several paths add; a node that the scalar does not depend on gets zeros.
 *
 * @param output float32 scalar
 * @param sources float32 nodes
 * @throws ShapeError if the output is no float32 scalar
 */
export function differentiate(output: Node, sources: readonly Node[]): Node[] {
  if (output.type.dtype !== 'float32' || sizeOf(output.type.shape) !== 1) {
    throw new ShapeError(
      output.op,
      [output.type],
      `only a float32 scalar has a gradient, not ${formatType(output.type)}`,
    );
  }
  const nodes = ancestors([output]);
  const active = dependents(nodes, sources);
  const gradients = new Map<Node, Node>([[output, filled(output.type.shape, 1)]]);
  for (const node of nodes.toReversed()) {
    const g = gradients.get(node);
    if (!g || !active.has(node) || !node.inputs.some((input) => active.has(input))) continue;
    const rule = gradientRules[node.op] as GradientRule<OpName>;
    for (const [index, contribution] of rule(node, g).entries()) {
      const input = node.inputs[index]!;
      if (!contribution || !active.has(input)) continue;
      const earlier = gradients.get(input);
      gradients.set(input, earlier ? add(earlier, contribution) : contribution);
    }
  }
  return sources.map((source) => gradients.get(source) ?? filled(source.type.shape, 0));
}
