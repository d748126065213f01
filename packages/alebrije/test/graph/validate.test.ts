import { describe, expect, test } from 'vitest';
import { add, exp, input, neg } from '../../src/graph/build.ts';
import { graphOf } from '../../src/graph/trace.ts';
import type { Graph, Node } from '../../src/graph/types.ts';
import { validateGraph } from '../../src/graph/validate.ts';

const x = input('x', { dtype: 'float32', shape: [2] });
const y = input('y', { dtype: 'float32', shape: [2] });
const total = add(exp(x), y);
const graph = graphOf({ total });

/** The graph with one node swapped for another. */
function replaced(node: Node, replacement: Node): Graph {
  return { ...graph, nodes: graph.nodes.map((each) => (each === node ? replacement : each)) };
}

describe('a graph is valid', () => {
  test('if it was traced', () => {
    expect(validateGraph(graph)).toBe(graph);
  });

  test('if it has an input that no output needs', () => {
    const unused = input('unused', { dtype: 'bool', shape: [] });
    expect(() => validateGraph(graphOf({ total }, [unused]))).not.toThrow();
  });

  test('if an input is an output, under two names', () => {
    expect(() => validateGraph(graphOf({ once: x, twice: x }))).not.toThrow();
  });
});

describe('a graph is rejected', () => {
  const twin = input('x', { dtype: 'float32', shape: [2] });
  const reasons: readonly (readonly [reason: string, graph: Graph])[] = [
    [`%${x.id} input is not in topological order`, { ...graph, nodes: [y, ...graph.nodes] }],
    [`%${x.id} input is not in topological order`, { ...graph, nodes: [x, ...graph.nodes] }],
    [`uses %${x.id}, which is not defined before it`, { ...graph, nodes: graph.nodes.slice(1) }],
    [
      `%${total.id} add claims float32[3], its rule gives float32[2]`,
      replaced(total, { ...total, type: { dtype: 'float32', shape: [3] } }),
    ],
    [
      `%${total.id} add claims int32[2], its rule gives float32[2]`,
      replaced(total, { ...total, type: { dtype: 'int32', shape: [2] } }),
    ],
    [`%${total.id} add: takes 2 inputs, not 1`, replaced(total, { ...total, inputs: [y] })],
    ['input x is not among the nodes', { inputs: [x], outputs: [], nodes: [] }],
    ['an input node is missing from the interface', { ...graph, inputs: [x] }],
    ['two inputs are named x', graphOf({ total: add(x, twin) })],
    [
      'output other is not among the nodes',
      { ...graph, outputs: [...graph.outputs, { name: 'other', node: neg(y) }] },
    ],
    ['two outputs are named total', { ...graph, outputs: [...graph.outputs, ...graph.outputs] }],
  ];

  test.each(reasons)('if %s', (reason, broken) => {
    expect(() => validateGraph(broken)).toThrow(`invalid graph: `);
    expect(() => validateGraph(broken)).toThrow(reason);
  });
});
