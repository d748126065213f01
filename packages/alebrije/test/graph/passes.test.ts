import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as build from '../../src/graph/build.ts';
import type { OpName } from '../../src/graph/ops.ts';
import { mergeCommonSubexpressions, optimize, simplify } from '../../src/graph/passes.ts';
import { broadcastShapes, range, sizeOf } from '../../src/graph/shape.ts';
import { graphOf } from '../../src/graph/trace.ts';
import type { Graph, HostTensor, Node } from '../../src/graph/types.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';

const float = (name: string, ...shape: number[]) => build.input(name, { dtype: 'float32', shape });
const count = (graph: Graph, op: OpName) => graph.nodes.filter((node) => node.op === op).length;
const output = (graph: Graph) => graph.outputs[0]!.node;

describe('common subexpressions', () => {
  const x = float('x', 2, 3);

  test('merge with all that depends on them', () => {
    const merged = mergeCommonSubexpressions(
      graphOf({ a: build.neg(build.exp(x)), b: build.neg(build.exp(x)) }),
    );
    expect(merged.nodes.map(({ op }) => op)).toEqual(['input', 'exp', 'neg']);
    expect(merged.outputs.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('stay apart if an attribute or the order of operands differs', () => {
    const y = float('y', 2, 3);
    const graph = graphOf({
      rows: build.sum(x, [0]),
      kept: build.sum(x, [0], true),
      columns: build.sum(x, [1]),
      forwards: build.sub(x, y),
      backwards: build.sub(y, x),
    });
    expect(mergeCommonSubexpressions(graph).nodes).toHaveLength(graph.nodes.length);
  });

  test('inputs never merge', () => {
    const [a, b] = [float('a', 2), float('b', 2)];
    const merged = mergeCommonSubexpressions(graphOf({ a: build.exp(a), b: build.exp(b) }));
    expect(count(merged, 'exp')).toBe(2);
  });

  test('constants merge if type, shape and every value agree', () => {
    const floats = (shape: number[], ...values: number[]) =>
      build.constant('float32', shape, Float32Array.from(values));
    const graph = graphOf({
      a: floats([2], 1, 2),
      twin: floats([2], 1, 2),
      value: floats([2], 1, 3),
      shape: floats([2, 1], 1, 2),
      dtype: build.constant('int32', [2], Int32Array.of(1, 2)),
    });
    expect(count(mergeCommonSubexpressions(graph), 'constant')).toBe(4);
  });

  test('values that print alike are told apart', () => {
    const padded = (value: number) =>
      build.pad(x, { low: [1, 0], high: [0, 0], interior: [0, 0], value });
    const graph = graphOf({
      zero: build.reciprocal(build.scalar(0)),
      negativeZero: build.reciprocal(build.scalar(-0)),
      infinite: padded(Infinity),
      negative: padded(-Infinity),
    });
    const merged = mergeCommonSubexpressions(graph);
    const data = Float32Array.from(range(6));
    const results = evaluateGraph(merged, { x: { dtype: 'float32', shape: [2, 3], data } });
    expect(results.zero!.data[0]).toBe(Infinity);
    expect(results.negativeZero!.data[0]).toBe(-Infinity);
    expect(results.infinite!.data[0]).toBe(Infinity);
    expect(results.negative!.data[0]).toBe(-Infinity);
  });
});

describe('simplification', () => {
  const x = float('x', 2, 3);
  const one = build.scalar(1);
  const zero = build.scalar(0);
  const cases: readonly (readonly [string, Node])[] = [
    ['x + 0', build.add(x, zero)],
    ['0 + x', build.add(build.broadcastTo(zero, [2, 3]), x)],
    ['x · 1', build.mul(x, build.reshape(one, [1, 1]))],
    ['1 · x', build.mul(one, x)],
    ['−−x', build.neg(build.neg(x))],
    ['a reshape to its own shape', build.reshape(x, [2, 3])],
    ['a reshape and back', build.reshape(build.reshape(x, [6]), [2, 3])],
    ['a broadcast to its own shape', build.broadcastTo(x, [2, 3])],
    ['a transpose that changes nothing', build.transpose(x, [0, 1])],
    ['a transpose and back', build.transpose(build.transpose(x, [1, 0]), [1, 0])],
    ['a long way round', build.neg(build.add(build.neg(build.mul(one, x)), zero))],
  ];
  test.each(cases)('of %s leaves x', (_, node) => {
    expect(output(simplify(graphOf({ node })))).toBe(x);
  });

  const kept: readonly (readonly [string, Node])[] = [
    ['an addition of zeros that broadcasts', build.add(x, build.broadcastTo(zero, [4, 2, 3]))],
    ['a product that broadcasts', build.mul(x, build.broadcastTo(one, [4, 2, 3]))],
    [
      'a product with ones and a two',
      build.mul(x, build.constant('float32', [3], Float32Array.of(1, 2, 1))),
    ],
    ['one transpose', build.transpose(x, [1, 0])],
  ];
  test.each(kept)('keeps %s', (_, node) => {
    const simplified = simplify(graphOf({ node }));
    expect(output(simplified)).not.toBe(x);
    expect(output(simplified).type).toEqual(node.type);
  });

  test('joins transposes in their order', () => {
    const image = float('image', 2, 3, 4, 5);
    const twice = build.transpose(build.transpose(image, [0, 2, 3, 1]), [3, 0, 1, 2]);
    const simplified = simplify(graphOf({ twice }));
    expect(count(simplified, 'transpose')).toBe(1);
    expect(output(simplified).attributes).toEqual({ permutation: [1, 0, 2, 3] });
  });

  test('lets a product broadcast by itself', () => {
    const row = float('row', 3);
    const simplified = simplify(graphOf({ y: build.mul(x, build.broadcastTo(row, [2, 3])) }));
    expect(simplified.nodes.map(({ op }) => op)).toEqual(['input', 'input', 'mul']);
  });

  test('scales a broadcast value while it is small', () => {
    const row = float('row', 3);
    const scaled = build.mul(build.scalar(2), build.broadcastTo(row, [2, 3]));
    const simplified = simplify(graphOf({ y: build.mul(x, scaled) }));
    expect(count(simplified, 'broadcastTo')).toBe(0);
    const products = simplified.nodes.filter(({ op }) => op === 'mul');
    expect(products.map(({ type }) => type.shape)).toEqual([[3], [2, 3]]);
  });

  test('leaves a broadcast alone that is scaled by more than one number', () => {
    const [row, factors] = [float('row', 3), float('factors', 2, 1)];
    const y = build.mul(build.broadcastTo(row, [2, 3]), factors);
    expect(output(simplify(graphOf({ y })))).toBe(y);
  });

  test('leaves a broadcast alone that is needed as it is', () => {
    const wide = build.broadcastTo(float('row', 3), [2, 3]);
    const graph = graphOf({ wide, y: build.mul(wide, build.scalar(2)) });
    expect(simplify(graph).nodes).toEqual(graph.nodes);
  });
});

test('dead code goes, declared inputs stay', () => {
  const [x, unused] = [float('x', 2), float('unused', 2)];
  build.exp(x);
  const optimized = optimize(graphOf({ y: build.add(x, build.mul(x, build.scalar(1))) }, [unused]));
  expect(optimized.nodes.map(({ op }) => op)).toEqual(['input', 'input', 'add']);
  expect(optimized.inputs.map(({ attributes }) => attributes.name)).toEqual(['x', 'unused']);
});

describe('random graphs', () => {
  /** Chooses an op and its operands from the values made so far; numbers wrap around. */
  interface Instruction {
    readonly op: number;
    readonly a: number;
    readonly b: number;
    readonly choice: number;
  }

  const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

  const orders = (rank: number): number[][] =>
    rank === 0
      ? [[]]
      : orders(rank - 1).flatMap((order) =>
          range(rank).map((position) => order.toSpliced(position, 0, rank - 1)),
        );

  const instructions: readonly ((a: Node, b: Node, choice: number) => Node)[] = [
    (a) => build.neg(a),
    (a, b) => (broadcastShapes(a.type.shape, b.type.shape) ? build.add(a, b) : build.neg(b)),
    (a, b) => (broadcastShapes(a.type.shape, b.type.shape) ? build.mul(a, b) : build.neg(b)),
    (a, _, choice) => build.add(a, build.scalar(pick([0, -0, 1], choice))),
    (a, _, choice) => build.mul(build.scalar(pick([1, 0, -1], choice)), a),
    (a) => build.mul(a, build.broadcastTo(build.scalar(1), a.type.shape)),
    (a, b, choice) => {
      const wide = broadcastShapes(a.type.shape, [2, 1]);
      return wide && choice % 2 ? build.broadcastTo(a, wide) : build.tanh(b);
    },
    (a, _, choice) => {
      const size = sizeOf(a.type.shape);
      const shapes = [[size], [1, size], a.type.shape, [size, 1], [1, ...a.type.shape].slice(0, 4)];
      const fitting = shapes.filter((shape) => sizeOf(shape) === size);
      return build.reshape(a, pick(fitting, choice));
    },
    (a, _, choice) => build.transpose(a, pick(orders(a.type.shape.length), choice)),
    (a, _, choice) => {
      const rank = a.type.shape.length;
      return rank > 0 ? build.sum(a, [choice % rank], choice % 3 === 0) : build.neg(a);
    },
  ];

  const index = fc.nat({ max: 1000 });
  const program = fc.array(fc.record({ op: index, a: index, b: index, choice: index }), {
    minLength: 1,
    maxLength: 20,
  });

  function randomGraph(steps: readonly Instruction[]): Graph {
    const values: Node[] = [float('x', 2, 3), float('y', 3), float('z', 2, 1, 3)];
    for (const { op, a, b, choice } of steps) {
      // Late values are likelier operands, so that chains of ops that undo each other arise.
      const operand = (at: number) => pick(values.slice(-4), at);
      const next = pick(instructions, op)(operand(a), operand(b), choice);
      if (sizeOf(next.type.shape) <= 200 && next.type.shape.length <= 4) values.push(next);
    }
    const outputs = values.slice(-3).map((node, position) => [`output${position}`, node] as const);
    return graphOf(Object.fromEntries(outputs));
  }

  const feeds: Record<string, HostTensor> = {
    x: { dtype: 'float32', shape: [2, 3], data: Float32Array.of(1, -2, 0.5, 3, -0.25, 0) },
    y: { dtype: 'float32', shape: [3], data: Float32Array.of(-1.5, 2, 0.75) },
    z: { dtype: 'float32', shape: [2, 1, 3], data: Float32Array.of(4, 5, -6, 7, -8, 9) },
  };

  test('compute exactly the same after all passes, with no more nodes', () => {
    fc.assert(
      fc.property(program, (steps) => {
        const graph = randomGraph(steps);
        const optimized = optimize(graph);
        expect(optimized.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
        const given = Object.fromEntries(
          graph.inputs.map(({ attributes: { name } }) => [name, feeds[name]!]),
        );
        const before = evaluateGraph(graph, given);
        // An input whose every use was simplified away is still part of the interface.
        const after = evaluateGraph(optimized, given);
        for (const [name, array] of Object.entries(before)) {
          expect(after[name]!.shape).toEqual(array.shape);
          for (const [position, value] of array.data.entries()) {
            // −0 and 0 are equal here: x + 0 is simplified although it turns −0 into 0.
            const same = after[name]!.data[position]! === value;
            expect(same || Number.isNaN(value), `${name}[${position}]`).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('rewritten nodes stay in the scope of the layer that made them', () => {
  const x = build.input('x', { dtype: 'float32', shape: [2] });
  const y = build.withScope('encoder', () => {
    const reshaped = build.reshape(build.reshape(x, [1, 2]), [2]);
    return build.withScope('conv1', () => build.relu(reshaped));
  });
  const relu = optimize(graphOf({ y })).nodes.find(({ op }) => op === 'relu');
  expect(relu?.inputs[0]).toBe(x);
  expect(relu?.scope).toBe('encoder/conv1');
});
