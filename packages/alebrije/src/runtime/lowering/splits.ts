/** Slices that together make up their source: one operator instead of one for each. */

import { range } from '../../graph/shape.ts';
import type { Graph, Node } from '../../graph/types.ts';
import { int } from './operators.ts';
import type { LoweringContext } from './rule.ts';
import type { LoweringTarget } from './target.ts';

/** One of several slices that fill an axis of their source from end to end. */
export interface SplitPart {
  readonly axis: number;
  /** Sizes of all parts along the axis: one array for all of them, by which the operator is known again. */
  readonly sizes: BigInt64Array<ArrayBuffer>;
  /** Which of them this is. */
  readonly index: number;
}

interface Cut {
  readonly node: Node;
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

const isSlice = (node: Node): node is Node<'slice'> => node.op === 'slice';

/** A slice along one axis, without steps; images are left to the layouts that they may have. */
function asCut(node: Node<'slice'>): Cut | undefined {
  const { starts, ends, steps } = node.attributes;
  const { shape } = node.inputs[0]!.type;
  if (shape.length > 3 || steps.some((step) => step !== 1)) return undefined;
  const axes = range(shape.length).filter(
    (axis) => starts[axis] !== 0 || ends[axis] !== shape[axis],
  );
  const [axis] = axes;
  if (axis === undefined || axes.length > 1) return undefined;
  return { node, axis, start: starts[axis]!, end: ends[axis]! };
}

/**
 * The slices of a graph that are parts of a split, with the split that they are parts of. None on
 * WebGPU, where the number of a kernel's outputs is limited.
 */
export function planSplits(
  graph: Graph,
  { kernels }: LoweringTarget,
): ReadonlyMap<Node, SplitPart> {
  if (kernels === 'webgpu') return new Map();
  const groups = new Map<string, Cut[]>();
  for (const node of graph.nodes) {
    const cut = isSlice(node) ? asCut(node) : undefined;
    if (!cut) continue;
    const key = `${node.inputs[0]!.id} ${cut.axis}`;
    groups.set(key, [...(groups.get(key) ?? []), cut]);
  }
  const plan = new Map<Node, SplitPart>();
  for (const cuts of groups.values()) {
    cuts.sort((a, b) => a.start - b.start);
    const [first, last] = [cuts[0]!, cuts.at(-1)!];
    const extent = first.node.inputs[0]!.type.shape[first.axis]!;
    const fills =
      first.start === 0 &&
      last.end === extent &&
      cuts.every(({ start }, index) => index === 0 || start === cuts[index - 1]!.end);
    if (!fills) continue;
    const sizes = BigInt64Array.from(cuts, ({ start, end }) => BigInt(end - start));
    for (const [index, { node, axis }] of cuts.entries()) plan.set(node, { axis, sizes, index });
  }
  return plan;
}

/** All parts of a split come from the same operator, which is emitted once. */
export function lowerSplit(
  context: LoweringContext,
  source: string,
  { axis, sizes, index }: SplitPart,
): string {
  const outputs = context.emitOutputs(
    'Split',
    [source, context.constant({ dtype: 'int64', shape: [sizes.length], data: sizes })],
    sizes.length,
    { axis: int(axis) },
  );
  return outputs[index]!;
}
