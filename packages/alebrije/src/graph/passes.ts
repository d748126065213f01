/** Transforms of graphs that keep their meaning: common subexpressions, constants, needless ops. */

import { makeNode } from './build.ts';
import { joinSums } from './join-sums.ts';
import { mapGraph, useCounts } from './map-graph.ts';
import type { OpName } from './ops.ts';
import { range, sameShape, sizeOf } from './shape.ts';
import type { Graph, HostData, Node } from './types.ts';
import { validateGraph } from './validate.ts';

const MAX_COMPARED_CONSTANT = 64;

/** A number as text that tells 0 from −0 and infinities from NaN, which JSON does not. */
const exactly = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

function constantKey(data: HostData): string | undefined {
  return data.length <= MAX_COMPARED_CONSTANT
    ? Array.from<number, string>(data, exactly).join(',')
    : undefined;
}

function attributesKey(node: Node): string {
  return JSON.stringify(node.attributes, (_, value) =>
    typeof value === 'number' ? exactly(value) : value,
  );
}

/** What two nodes must share to be interchangeable, or undefined if a node is never merged. */
function identityOf(node: Node): string | undefined {
  if (node.op === 'input') return undefined;
  if (node.op === 'constant') {
    const { dtype, shape, data } = node.attributes as Node<'constant'>['attributes'];
    const key = constantKey(data);
    return key === undefined ? undefined : `constant ${dtype} ${shape.join(',')} ${key}`;
  }
  const operands = node.inputs.map((input) => input.id).join(',');
  return `${node.op} ${attributesKey(node)} ${operands}`;
}

/** Merges nodes that compute the same value from the same inputs. */
export function mergeCommonSubexpressions(graph: Graph): Graph {
  const known = new Map<string, Node>();
  return mapGraph(graph, (node) => {
    const identity = identityOf(node);
    if (identity === undefined) return node;
    const earlier = known.get(identity);
    if (earlier) return earlier;
    known.set(identity, node);
    return node;
  });
}

/** True if every entry of a node is known to be `value`. */
function isFilledWith(node: Node | undefined, value: number): boolean {
  if (node?.op === 'broadcastTo' || node?.op === 'reshape') {
    return isFilledWith(node.inputs[0], value);
  }
  if (node?.op !== 'constant') return false;
  return (node as Node<'constant'>).attributes.data.every((entry) => entry === value);
}

function keepsType(node: Node, operand: Node | undefined): operand is Node {
  return operand !== undefined && sameShape(node.type.shape, operand.type.shape);
}

/** @param isShared whether an operand has other uses, so that it is computed anyway */
type Simplification = (node: Node, isShared: (operand: number) => boolean) => Node | undefined;

/** Per op, a value that the node equals exactly, if there is one already. */
const simplifications: { readonly [K in OpName]?: Simplification } = {
  reshape: (node) => {
    const source = node.inputs[0]!;
    const origin = source.op === 'reshape' ? source.inputs[0]! : source;
    if (sameShape(node.type.shape, origin.type.shape)) return origin;
    if (origin === source) return undefined;
    return makeNode('reshape', [origin], { shape: node.type.shape });
  },
  broadcastTo: (node) => (keepsType(node, node.inputs[0]) ? node.inputs[0] : undefined),
  transpose: (node) => {
    const { permutation } = (node as Node<'transpose'>).attributes;
    if (sameShape(permutation, range(permutation.length))) return node.inputs[0];
    const source = node.inputs[0]!;
    if (source.op !== 'transpose') return undefined;
    const inner = (source as Node<'transpose'>).attributes.permutation;
    const combined = permutation.map((axis) => inner[axis]!);
    if (sameShape(combined, range(combined.length))) return source.inputs[0];
    return makeNode('transpose', source.inputs, { permutation: combined });
  },
  add: (node) => {
    const [a, b] = node.inputs;
    if (isFilledWith(b, 0) && keepsType(node, a)) return a;
    if (isFilledWith(a, 0) && keepsType(node, b)) return b;
    return undefined;
  },
  mul: (node, isShared) => {
    const [a, b] = node.inputs;
    if (isFilledWith(b, 1) && keepsType(node, a)) return a;
    if (isFilledWith(a, 1) && keepsType(node, b)) return b;
    if (a?.op !== 'broadcastTo' && b?.op !== 'broadcastTo') return undefined;
    return absorbBroadcast(node) ?? scaleBeforeBroadcast(node, isShared);
  },
  neg: (node) => (node.inputs[0]!.op === 'neg' ? node.inputs[0]!.inputs[0] : undefined),
};

/** A product broadcasts by itself: an explicit broadcast of one operand to the other's shape is needless. */
function absorbBroadcast(node: Node): Node | undefined {
  const [a, b] = node.inputs as readonly [Node, Node];
  if (a.op === 'broadcastTo' && keepsType(node, b)) {
    return makeNode('mul', [a.inputs[0]!, b], {});
  }
  if (b.op === 'broadcastTo' && keepsType(node, a)) {
    return makeNode('mul', [a, b.inputs[0]!], {});
  }
  return undefined;
}

/** A number times a broadcast value: the value is scaled while it is small. */
function scaleBeforeBroadcast(
  node: Node,
  isShared: (operand: number) => boolean,
): Node | undefined {
  const [a, b] = node.inputs as readonly [Node, Node];
  const [broadcast, factor, operand] = a.op === 'broadcastTo' ? [a, b, 0] : [b, a, 1];
  if (isShared(operand)) return undefined;
  if (sizeOf(factor.type.shape) !== 1 || !keepsType(node, broadcast)) return undefined;
  const source = broadcast.inputs[0]!;
  if (factor.type.shape.length > source.type.shape.length) return undefined;
  const scaled = makeNode('mul', [source, factor], {});
  return makeNode('broadcastTo', [scaled], { shape: node.type.shape });
}

/** Removes ops that change nothing: additions of 0, products with 1, double transposes and reshapes. */
export function simplify(graph: Graph): Graph {
  const uses = useCounts(graph);
  return mapGraph(graph, (node, original) => {
    const isShared = (operand: number) => uses.get(original.inputs[operand]!)! > 1;
    return simplifications[node.op]?.(node, isShared) ?? node;
  });
}

/** The passes every graph goes through before it is compiled. */
export function optimize(graph: Graph): Graph {
  const merged = mergeCommonSubexpressions(validateGraph(graph));
  return mergeCommonSubexpressions(joinSums(simplify(merged)));
}
