import { describe, expect, test } from 'vitest';
import {
  add,
  argMax,
  avgPool,
  cast,
  exp,
  gather,
  input,
  mul,
  neg,
  scalar,
  sign,
  stopGradient,
  sum,
} from '../../src/graph/build.ts';
import { differentiate } from '../../src/graph/differentiate.ts';
import { graphOf } from '../../src/graph/trace.ts';
import type { Node } from '../../src/graph/types.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';

const x = input('x', { dtype: 'float32', shape: [3] });
const s = input('s', { dtype: 'float32', shape: [] });
const given = {
  x: { dtype: 'float32', shape: [3], data: Float32Array.of(1, -2, 4) },
  s: { dtype: 'float32', shape: [], data: Float32Array.of(3) },
} as const;

/** The values of the gradients of `output`, in double precision. */
function gradientValues(output: Node, ...sources: Node[]): number[][] {
  const gradients = differentiate(output, sources);
  const named = Object.fromEntries(gradients.map((node, index) => [`g${index}`, node]));
  const results = evaluateGraph(graphOf(named, [x, s]), given);
  return gradients.map((node, index) => {
    expect(node.type).toEqual(sources[index]!.type);
    return Array.from(results[`g${index}`]!.data);
  });
}

describe('the gradient', () => {
  test('of an unused source is zeros of its shape', () => {
    expect(gradientValues(mul(s, s), x, s)).toEqual([[0, 0, 0], [6]]);
  });

  test('of a constant is zero', () => {
    expect(gradientValues(scalar(2), s)).toEqual([[0]]);
  });

  test('of a source by itself is one', () => {
    expect(gradientValues(s, s)).toEqual([[1]]);
  });

  test('adds over paths of different lengths', () => {
    const total = sum(add(add(x, mul(x, s)), mul(mul(x, x), s)), [0]);
    // 1 + s + 2 x s, and Σ x + x²
    expect(gradientValues(total, x, s)).toEqual([[10, -8, 28], [24]]);
  });

  test('adds for one operand used twice by one op', () => {
    expect(gradientValues(add(s, s), s)).toEqual([[2]]);
    expect(gradientValues(mul(s, s), s)).toEqual([[6]]);
  });

  test('of a square is one product', () => {
    expect(gradientValues(sum(mul(x, x), [0]), x)).toEqual([[2, -4, 8]]);
    const added = graphOf({ g: differentiate(sum(mul(x, x), [0]), [x])[0]! }).nodes;
    expect(added.filter(({ op }) => op === 'add')).toEqual([]);
  });

  test('of an average over windows that tile an image is a repetition', () => {
    const image = input('image', { dtype: 'float32', shape: [1, 1, 4, 6] });
    const pool = { kernel: [2, 3], strides: [2, 3], padBegin: [0, 0], padEnd: [0, 0] };
    const pooled = avgPool(image, { ...pool, countPadding: false });
    const [g] = differentiate(sum(pooled, [0, 1, 2, 3]), [image]);
    expect(g!.op).toBe('upsampleNearest');
    const values = evaluateGraph(graphOf({ g: g! }), {}).g!.data;
    expect(values).toHaveLength(24);
    expect(values.every((value) => Math.abs(value - 1 / 6) < 1e-7)).toBe(true);
  });

  test('stops where it is told to', () => {
    expect(gradientValues(mul(stopGradient(s), s), s)).toEqual([[3]]);
    expect(gradientValues(stopGradient(mul(s, s)), s)).toEqual([[0]]);
  });

  test('is zero through steps, integers and choices', () => {
    expect(gradientValues(mul(sign(s), scalar(5)), s)).toEqual([[0]]);
    expect(gradientValues(cast(cast(s, 'int32'), 'float32'), s)).toEqual([[0]]);
    // The choice is constant, the chosen entry is not.
    expect(gradientValues(gather(x, argMax(x, 0), 0), x)).toEqual([[0, 0, 1]]);
  });

  test('of a value inside counts what comes after it only', () => {
    const inside = mul(s, s);
    expect(gradientValues(mul(inside, s), inside, s)).toEqual([[3], [27]]);
  });

  test('of one source appearing twice is given twice', () => {
    expect(gradientValues(mul(s, s), s, s)).toEqual([[6], [6]]);
  });

  test('of a gradient is the second derivative, and so on', () => {
    const cube = mul(mul(s, s), s);
    const [first] = differentiate(cube, [s]);
    const [second] = differentiate(first!, [s]);
    expect(gradientValues(second!, s)).toEqual([[6]]);
  });

  test('adds nothing for sources that need no path', () => {
    const output = neg(exp(s));
    const [gradient] = differentiate(output, [s]);
    const ops = graphOf({ gradient: gradient! }).nodes.map(({ op }) => op);
    expect(ops).toEqual(['input', 'exp', 'constant', 'neg', 'mul']);
  });

  test('of a chain of 20,000 nodes does not overflow the stack', () => {
    let chain: Node = s;
    for (let link = 0; link < 20_000; link++) chain = neg(chain);
    expect(gradientValues(chain, s)).toEqual([[1]]);
  });
});

describe('only a float32 scalar has a gradient', () => {
  test.each([
    ['a vector', x, 'not float32[3]'],
    ['an integer', cast(s, 'int32'), 'not int32[]'],
  ])('not %s', (_, output, reason) => {
    expect(() => differentiate(output, [s])).toThrow(
      `${output.op}: only a float32 scalar has a gradient, ${reason}`,
    );
  });
});
