/**
 * Long sums as one operation. The gradient of a value that was cut into parts is a sum of padded
 * parts, and that of a matrix that was used at every step of a sequence is a sum of products: the one
 * is a concatenation, the other a single product over all steps.
 */

import { makeNode } from './build.ts';
import { mapGraph, useCounts } from './map-graph.ts';
import { sameShape } from './shape.ts';
import type { Graph, Node } from './types.ts';

const isOp = <K extends Node['op']>(node: Node, op: K): node is Node<K> => node.op === op;

const isPlainSum = (node: Node): boolean =>
  isOp(node, 'add') &&
  node.type.dtype === 'float32' &&
  node.inputs.every((input) => sameShape(input.type.shape, node.type.shape));

/** Per outermost addition, the terms of its sum in their order; additions used elsewhere are terms. */
function sumsOf(graph: Graph): ReadonlyMap<Node, readonly Node[]> {
  const uses = useCounts(graph);
  const sums = new Map<Node, Node[]>();
  for (const node of graph.nodes) {
    if (!isPlainSum(node)) continue;
    const terms = node.inputs.flatMap((input) => {
      const inner = uses.get(input) === 1 ? sums.get(input) : undefined;
      if (!inner) return [input];
      sums.delete(input);
      return inner;
    });
    sums.set(node, terms);
  }
  return sums;
}

/** A part of a larger value along one axis, zeros elsewhere. */
interface Part {
  readonly value: Node;
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

function asPart(node: Node): Part | undefined {
  if (!isOp(node, 'pad')) return undefined;
  const { low, high, interior, value } = node.attributes;
  const padded = [...low.keys()].filter((axis) => low[axis]! > 0 || high[axis]! > 0);
  if (value !== 0 || padded.length !== 1 || interior.some((count) => count > 0)) return undefined;
  const axis = padded[0]!;
  const extent = node.type.shape[axis]!;
  return { value: node.inputs[0]!, axis, start: low[axis]!, end: extent - high[axis]! };
}

/** Parts along one axis that fill it from end to end, in their order; undefined if they do not. */
function filling(parts: readonly Part[], extent: number): readonly Part[] | undefined {
  const ordered = parts.toSorted((a, b) => a.start - b.start);
  let position = 0;
  for (const { start, end } of ordered) {
    if (start !== position) return undefined;
    position = end;
  }
  return position === extent ? ordered : undefined;
}

/** The terms with those that are parts of one whole joined. */
function joinParts(terms: readonly Node[]): Node[] {
  const parts = terms.map(asPart);
  for (const axis of new Set(parts.flatMap((part) => (part ? [part.axis] : [])))) {
    const along = parts.filter((part) => part?.axis === axis) as Part[];
    const ordered = filling(along, terms[0]!.type.shape[axis]!);
    if (!ordered) continue;
    const values = ordered.flatMap(({ value }) =>
      isOp(value, 'concat') && value.attributes.axis === axis ? value.inputs : [value],
    );
    const others = terms.filter((_, index) => parts[index]?.axis !== axis);
    return joinParts([...others, makeNode('concat', values, { axis })]);
  }
  return [...terms];
}

/** With fewer products, copying their operands costs more than is won. */
const FEWEST_PRODUCTS = 4;

/** aᵀ b of two matrices: what the gradient of a matrix is made of. */
const isOuterProduct = (node: Node): node is Node<'matmul'> =>
  isOp(node, 'matmul') &&
  node.attributes.transposeA &&
  !node.attributes.transposeB &&
  node.inputs.every(({ type }) => type.shape.length === 2);

/** The terms with Σ aᵢᵀ bᵢ as one product of all a above each other with all b above each other. */
function joinProducts(terms: readonly Node[]): Node[] {
  const products = terms.filter(isOuterProduct);
  if (products.length < FEWEST_PRODUCTS) return [...terms];
  const stacked = (operand: number) =>
    makeNode(
      'concat',
      products.map(({ inputs }) => inputs[operand]!),
      { axis: 0 },
    );
  const joined = makeNode('matmul', [stacked(0), stacked(1)], products[0]!.attributes);
  return [...terms.filter((term) => !isOuterProduct(term)), joined];
}

/** Writes sums of parts as concatenations, and sums of products as one product. */
export function joinSums(graph: Graph): Graph {
  const sums = sumsOf(graph);
  return mapGraph(graph, (node, original, rebuiltOf) => {
    const terms = sums.get(original);
    if (!terms || terms.length < 2) return node;
    const joined = joinProducts(joinParts(terms.map(rebuiltOf)));
    if (joined.length === terms.length) return node;
    return joined.reduce((total, term) => makeNode('add', [total, term], {}));
  });
}
