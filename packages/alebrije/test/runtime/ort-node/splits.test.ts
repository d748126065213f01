/** Slices that together make up their source become one operator. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import * as build from '../../../src/graph/build.ts';
import { graphOf } from '../../../src/graph/trace.ts';
import type { Graph, Node } from '../../../src/graph/types.ts';
import { lowerGraph } from '../../../src/runtime/lowering/lower.ts';
import { createInlineRuntime } from '../../../src/runtime/ort-node/inline-runtime.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createInlineRuntime();
});
afterAll(() => runtime.dispose());

const x = build.input('x', { dtype: 'float32', shape: [2, 6] });
const columns = (start: number, end: number, step = 1): Node =>
  build.slice(x, { starts: [0, start], ends: [2, end], steps: [1, step] });

const operators = (graph: Graph) => lowerGraph(graph).nodes.map(({ operator }) => operator);

test('slices that fill an axis are one Split, in whatever order they come', async () => {
  const graph = graphOf({ c: columns(5, 6), a: columns(0, 2), b: columns(2, 5) });
  expect(operators(graph)).toEqual(['Split']);
  const program = await runtime.compile(graph);
  const data = Float32Array.from({ length: 12 }, (_, index) => index);
  const { a, b, c } = await program.run({ x: { dtype: 'float32', shape: [2, 6], data } }).host;
  expect([...a!.data]).toEqual([0, 1, 6, 7]);
  expect([...b!.data]).toEqual([2, 3, 4, 8, 9, 10]);
  expect([...c!.data]).toEqual([5, 11]);
  program.dispose();
});

test('slices of both axes are two', () => {
  const row = (start: number) =>
    build.slice(x, { starts: [start, 0], ends: [start + 1, 6], steps: [1, 1] });
  const graph = graphOf({ a: columns(0, 2), b: columns(2, 6), c: row(0), d: row(1) });
  expect(operators(graph)).toEqual(['Split', 'Split']);
});

test('hundreds of slices are one Split as well', () => {
  const parts = 300;
  const vector = build.input('v', { dtype: 'float32', shape: [2 * parts] });
  const slices = Array.from({ length: parts }, (_, part) => [
    String(part),
    build.slice(vector, { starts: [2 * part], ends: [2 * part + 2], steps: [1] }),
  ]);
  expect(operators(graphOf(Object.fromEntries(slices)))).toEqual(['Split']);
});

const others: readonly (readonly [string, Readonly<Record<string, Node>>])[] = [
  ['a gap', { a: columns(0, 2), b: columns(3, 6) }],
  ['an overlap', { a: columns(0, 3), b: columns(2, 6) }],
  ['steps', { a: columns(0, 3, 2), b: columns(3, 6, 2) }],
  ['one slice only', { a: columns(0, 3) }],
];
test.each(others)('%s: slices stay', (_, outputs) => {
  expect(new Set(operators(graphOf(outputs)))).toEqual(new Set(['Slice']));
});

test('on WebGPU slices stay', () => {
  const graph = graphOf({ a: columns(0, 2), b: columns(2, 6) });
  const { nodes } = lowerGraph(graph, { kernels: 'webgpu' });
  expect(nodes.map(({ operator }) => operator)).toEqual(['Slice', 'Slice']);
});
