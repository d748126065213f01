import { expect, test } from 'vitest';
import * as build from '../../src/graph/build.ts';
import { differentiate } from '../../src/graph/differentiate.ts';
import { joinSums } from '../../src/graph/join-sums.ts';
import type { OpName } from '../../src/graph/ops.ts';
import { optimize } from '../../src/graph/passes.ts';
import { range } from '../../src/graph/shape.ts';
import { graphOf } from '../../src/graph/trace.ts';
import type { Graph, HostTensor, Node, Tree } from '../../src/graph/types.ts';
import { lstm } from '../../src/nn/recurrent.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';
import { drawNormal, fold, key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { gradientsOf, trace } from '../../src/tensor/trace.ts';
import { branch, mapTree } from '../../src/tensor/tree.ts';

const float = (name: string, ...shape: number[]) => build.input(name, { dtype: 'float32', shape });
const count = (graph: Graph, op: OpName) => graph.nodes.filter((node) => node.op === op).length;

/** Zeros before and after along one axis. */
const padded = (x: Node, axis: number, before: number, after: number, value = 0) => {
  const widths = (width: number) => x.type.shape.map((_, index) => (index === axis ? width : 0));
  const interior = x.type.shape.map(() => 0);
  return build.pad(x, { low: widths(before), high: widths(after), interior, value });
};

function expectSameValues(graph: Graph, other: Graph): void {
  const feeds: Record<string, HostTensor> = {};
  for (const { attributes } of graph.inputs) {
    const { shape } = attributes.type;
    const data = drawNormal(
      fold(key(1), attributes.name),
      shape.reduce((a, b) => a * b, 1),
    );
    feeds[attributes.name] = { dtype: 'float32', shape, data };
  }
  const [values, others] = [evaluateGraph(graph, feeds), evaluateGraph(other, feeds)];
  expect(Object.keys(others)).toEqual(Object.keys(values));
  for (const [name, { shape, data }] of Object.entries(values)) {
    expect(others[name]!.shape).toEqual(shape);
    for (const [index, value] of data.entries()) {
      expect(others[name]!.data[index]).toBeCloseTo(value, 12);
    }
  }
}

test('padded parts that fill an axis are concatenated', () => {
  const [a, b, c] = [float('a', 2, 1), float('b', 2, 3), float('c', 2, 2)];
  const right = build.add(padded(c, 1, 4, 0), padded(a, 1, 0, 5));
  const graph = graphOf({ sum: build.add(padded(b, 1, 1, 2), right) });
  const joined = joinSums(graph);
  expect(joined.outputs[0]!.node.op).toBe('concat');
  expect([count(joined, 'add'), count(joined, 'pad')]).toEqual([0, 0]);
  expectSameValues(graph, joined);
});

test('what else is in the sum is added', () => {
  const [a, b, x] = [float('a', 1, 2), float('b', 2, 2), float('x', 3, 2)];
  const parts = build.add(padded(a, 0, 0, 2), build.exp(x));
  const graph = graphOf({ sum: build.add(parts, padded(b, 0, 1, 0)) });
  const joined = joinSums(graph);
  expect([count(joined, 'add'), count(joined, 'concat'), count(joined, 'pad')]).toEqual([1, 1, 0]);
  expectSameValues(graph, joined);
});

test('the gradient of halves of halves is one concatenation', () => {
  const x = float('x', 2, 4);
  const part = (from: Node, start: number, end: number) =>
    build.slice(from, { starts: [0, start], ends: [2, end], steps: [1, 1] });
  const halves = [part(x, 0, 2), part(x, 2, 4)];
  const quarters = halves.flatMap((half) => [part(half, 0, 1), part(half, 1, 2)]);
  const total = quarters
    .map((quarter, index) => build.mul(build.exp(quarter), build.scalar(index + 1)))
    .reduce(build.add);
  const loss = build.sum(total, [0, 1]);
  const graph = graphOf({ gradient: differentiate(loss, [x])[0]! });
  const joined = joinSums(graph);
  expect([count(joined, 'concat'), count(joined, 'pad')]).toEqual([1, 0]);
  expect(joined.outputs[0]!.node.inputs).toHaveLength(4);
  expectSameValues(graph, joined);
});

const [left, right] = [float('left', 2), float('right', 2)];
const kept: readonly (readonly [string, Node])[] = [
  ['a gap', build.add(padded(left, 0, 0, 3), padded(right, 0, 3, 0))],
  ['an overlap', build.add(padded(left, 0, 0, 1), padded(right, 0, 1, 0))],
  ['other values than 0', build.add(padded(left, 0, 0, 2, 1), padded(right, 0, 2, 0, 1))],
  ['two values of one shape', build.add(left, right)],
];
test.each(kept)('parts with %s stay', (_, sum) => {
  const graph = graphOf({ sum });
  expect(joinSums(graph).nodes).toEqual(graph.nodes);
});

test('a sum that is used elsewhere stays a value of its own', () => {
  const [a, b, x] = [float('a', 1, 2), float('b', 2, 2), float('x', 3, 2)];
  const partial = build.add(padded(a, 0, 0, 2), x);
  const graph = graphOf({ partial, sum: build.add(partial, padded(b, 0, 1, 0)) });
  const joined = joinSums(graph);
  expect(count(joined, 'concat')).toBe(0);
  expectSameValues(graph, joined);
});

test.each([3, 4])('of %i products aᵀ b, only four or more become one', (products) => {
  const terms = range(products).map((index) =>
    build.matmul(float(`a${index}`, 2 + index, 3), float(`b${index}`, 2 + index, 5), true, false),
  );
  const graph = graphOf({ sum: terms.reduce<Node>(build.add, float('x', 3, 5)) });
  const joined = joinSums(graph);
  expect(count(joined, 'matmul')).toBe(products < 4 ? products : 1);
  expectSameValues(graph, joined);
});

test('the recurrent kernel of an LSTM gets its gradient from one product over all steps', () => {
  const [batch, steps, size, units] = [2, 6, 3, 4];
  const layer = lstm(units, { returnSequences: true });
  const { params } = layer.init(key(1), [steps, size]);
  const types: Tree<HostTensor> = {
    params,
    x: { dtype: 'float32', shape: [batch, steps, size], data: new Float32Array() },
  };
  const graph = trace(
    mapTree(types, ({ dtype, shape }) => ({ dtype, shape })),
    (inputs) => {
      const variables = { params: branch(inputs, 'params'), state: {} };
      const context = { training: true, place: randomRoot };
      const { output } = layer.apply(variables, inputs.x as Tensor, context);
      return gradientsOf(output.square().sum(), variables.params);
    },
  );
  const optimized = optimize(graph);
  // Forward and backward through each step, and the gradients of the two kernels.
  expect(count(optimized, 'matmul')).toBeLessThanOrEqual(1 + 2 * steps + 2);
  // The forget gate of the first step has no gradient, so that there the gates' parts fill nothing.
  expect(count(optimized, 'pad')).toBe(3);
  expectSameValues(graph, optimized);
});
