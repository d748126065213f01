import { describe, expect, test } from 'vitest';
import type { DType, HostData, HostTensor, Shape } from '../../../src/graph/types.ts';
import { checkFeeds } from '../../../src/runtime/feeds.ts';
import { evaluateGraph } from '../../../src/runtime/reference/evaluate.ts';
import { createReferenceRuntime } from '../../../src/runtime/reference/reference-runtime.ts';
import type { DeviceTensor } from '../../../src/runtime/runtime.ts';
import { float, graphOf, inputNode, int, node, typeOf } from './build.ts';

const host = (dtype: DType, shape: Shape, data: HostData): HostTensor => ({ dtype, shape, data });
const hostFloat = (...values: number[]) =>
  host('float32', [values.length], Float32Array.from(values));

const pair = typeOf('float32', [2]);
const a = inputNode('a', pair);
const b = inputNode('b', pair);
const sum = node('add', [a, b], {}, pair);
const graph = graphOf([a, b], { sum, product: node('mul', [a, b], {}, pair) });

describe('feeds', () => {
  const x = hostFloat(1, 2);

  test.each([
    ['missing', { a: x }, "feed 'b' is missing: expected float32[2]"],
    [
      'unknown',
      { a: x, b: x, c: int([1], [0]) },
      "unknown feed 'c' of int32[1]; the inputs are: a, b",
    ],
    [
      'of another shape',
      { a: x, b: hostFloat(1) },
      "feed 'b': expected float32[2], given float32[1]",
    ],
    [
      'of another dtype',
      { a: x, b: int([2], [1, 2]) },
      "feed 'b': expected float32[2], given int32[2]",
    ],
    [
      'of another dtype on the device',
      { a: x, b: { type: typeOf('bool', [2]) } },
      "feed 'b': expected float32[2], given bool[2]",
    ],
    [
      'with too little data',
      { a: x, b: host('float32', [2], new Float32Array(1)) },
      "feed 'b': expected the data of float32[2], given Float32Array of 1 entries",
    ],
    [
      'with data of another kind',
      { a: x, b: host('float32', [2], new Uint8Array(2)) },
      "feed 'b': expected the data of float32[2], given Uint8Array of 2 entries",
    ],
  ])('%s', (_, feeds, message) => {
    expect(() => checkFeeds(graph, feeds)).toThrow(new Error(message));
  });

  test('a name that every object inherits is still missing', () => {
    const type = typeOf('float32', []);
    const inherited = inputNode('toString', type);
    expect(() => checkFeeds(graphOf([inherited], { y: inherited }), {})).toThrow(
      "'toString' is missing",
    );
  });

  test('right ones pass', () => {
    expect(() => checkFeeds(graph, { a: x, b: { type: pair } })).not.toThrow();
    expect(() => checkFeeds(graph, { a: x, b: float([2], [1, 2]) })).not.toThrow();
  });
});

describe('evaluateGraph', () => {
  test('does not round to float32 in between', () => {
    const results = evaluateGraph(graph, { a: float([2], [1, 1]), b: float([2], [1e-12, 0.1]) });
    expect([...results.sum!.data]).toEqual([1 + 1e-12, 1.1]);
    expect([...results.product!.data]).toEqual([1e-12, 0.1]);
  });

  test('evaluates a value once that several others use', () => {
    const doubled = node('add', [sum, sum], {}, pair);
    const again = node('mul', [doubled, sum], {}, pair);
    const results = evaluateGraph(graphOf([a, b], { again }), {
      a: hostFloat(1, 2),
      b: hostFloat(3, 4),
    });
    expect([...results.again!.data]).toEqual([32, 72]);
  });

  test('checks the feeds', () => {
    expect(() => evaluateGraph(graph, {})).toThrow("feed 'a' is missing");
  });
});

describe('the reference runtime', () => {
  test('returns float32 from the host to the host', async () => {
    const runtime = createReferenceRuntime();
    expect(runtime.name).toBe('reference');
    const program = await runtime.compile(graph);
    const { host: outputs, resident } = program.run({ a: hostFloat(1, 2), b: hostFloat(0.1, 4) });
    expect(resident).toEqual({});
    expect(await outputs).toEqual({
      sum: hostFloat(1 + Math.fround(0.1), 6),
      product: hostFloat(0.1, 8),
    });
  });

  test('keeps resident outputs, feeds them again, and reads copies', async () => {
    const runtime = createReferenceRuntime();
    const program = await runtime.compile(graph);
    const uploaded = runtime.upload(hostFloat(1, 1));
    let state: DeviceTensor = uploaded;
    for (let step = 0; step < 3; step++) {
      const { resident, host: outputs } = program.run({ a: state, b: hostFloat(1, 2) }, ['sum']);
      expect(Object.keys(await outputs)).toEqual(['product']);
      state = resident.sum!;
    }
    expect(state.type).toEqual(pair);
    const first = await state.read();
    expect(first).toEqual(hostFloat(4, 7));
    first.data.fill(0);
    expect(await state.read()).toEqual(hostFloat(4, 7));
    expect(await uploaded.read()).toEqual(hostFloat(1, 1));
  });

  test('returns no memory of its feeds', async () => {
    const type = typeOf('int32', [2]);
    const x = inputNode('x', type);
    const runtime = createReferenceRuntime();
    const program = await runtime.compile(graphOf([x], { y: x }));
    const fed = host('int32', [2], Int32Array.of(1, 2));
    const { y } = await program.run({ x: fed }).host;
    y!.data.fill(0);
    expect(fed.data).toEqual(Int32Array.of(1, 2));
  });

  test('refuses wrong feeds, wrong resident names and disposed tensors', async () => {
    const runtime = createReferenceRuntime();
    const program = await runtime.compile(graph);
    const x = hostFloat(1, 2);
    expect(() => program.run({ a: x })).toThrow("feed 'b' is missing: expected float32[2]");
    expect(() => program.run({ a: x, b: runtime.upload(hostFloat(1)) })).toThrow(
      "feed 'b': expected float32[2], given float32[1]",
    );
    expect(() => program.run({ a: x, b: x }, ['total'])).toThrow(
      "no output 'total' to keep resident; the outputs are: sum, product",
    );
    const gone = runtime.upload(x);
    gone.dispose();
    await expect(gone.read()).rejects.toThrow('disposed');
    expect(() => program.run({ a: x, b: gone })).toThrow(
      "feed 'b' is a device tensor that was disposed",
    );
    const foreign = createReferenceRuntime().upload(x);
    expect(() => program.run({ a: x, b: foreign })).toThrow('or not made here');
  });

  test('ends', async () => {
    const runtime = createReferenceRuntime();
    const [first, second] = [await runtime.compile(graph), await runtime.compile(graph)];
    const feeds = { a: hostFloat(1, 2), b: hostFloat(1, 2) };
    first.dispose();
    expect(() => first.run(feeds)).toThrow('the program was disposed');
    expect(() => second.run(feeds)).not.toThrow();
    const kept = runtime.upload(hostFloat(1));
    await runtime.dispose();
    expect(() => second.run(feeds)).toThrow('the program was disposed');
    await expect(kept.read()).rejects.toThrow('disposed');
  });
});
