/** The engine in a worker thread: order, failures, and an event loop that goes on. Needs `npm run build`. */

import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as build from '../../../src/graph/build.ts';
import { graphOf } from '../../../src/graph/trace.ts';
import type { DType, HostTensor, Node } from '../../../src/graph/types.ts';
import { createInlineRuntime } from '../../../src/runtime/ort-node/inline-runtime.ts';
import { createWorkerRuntime } from '../../../src/runtime/ort-node/worker-runtime.ts';
import type { Program, Runtime } from '../../../src/runtime/runtime.ts';

const vector = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const input = (name: string, size: number, dtype: DType = 'float32') =>
  build.input(name, { dtype, shape: [size] });

/** value · factor + 1, fast or, with `rounds`, as slow as wanted. */
function stepGraph(rounds = 0) {
  const value = input('value', 2);
  let slow: Node = build.reshape(build.broadcastTo(value, [45_000, 2]), [300, 300]);
  for (let round = 0; round < rounds; round++) slow = build.sin(build.matmul(slow, slow));
  const nothing = build.mul(build.sum(slow, [0, 1]), build.scalar(0));
  const next = build.add(build.mul(value, input('factor', 1)), build.scalar(1));
  return graphOf({ next: build.add(next, nothing), copy: value });
}

/** Fails in the engine: gather's index is out of range, which no type shows. */
function failingGraph() {
  const data = input('data', 3);
  return graphOf({ picked: build.gather(data, input('index', 1, 'int32'), 0) });
}
const outOfRange = { data: vector(1, 2, 3), index: indices(7) };

function indices(...values: number[]): HostTensor {
  return { dtype: 'int32', shape: [values.length], data: Int32Array.from(values) };
}

describe.each([
  ['inline', () => createInlineRuntime({ threads: 1 })],
  ['worker', () => createWorkerRuntime({ threads: 1 })],
] as const)('%s runtime', (_, create) => {
  let runtime: Runtime;
  let step: Program;
  beforeAll(async () => {
    runtime = await create();
    step = await runtime.compile(stepGraph());
  });
  afterAll(() => runtime.dispose());

  it('feeds results on before the run that computes them has ended', async () => {
    let value = runtime.upload(vector(0, 1));
    for (let round = 0; round < 20; round++) {
      const { next } = step.run({ value, factor: vector(0.5) }, ['next']).resident;
      value.dispose();
      value = next!;
    }
    const { data } = await value.read();
    expect(data[0]).toBeCloseTo(2 - 2 * 0.5 ** 20, 6);
    expect(data[1]).toBeCloseTo(2 - 0.5 ** 20, 6);
  });

  it('returns the outputs that are not resident', async () => {
    const { host, resident } = step.run({ value: vector(3, 4), factor: vector(2) }, ['copy']);
    expect(await host).toEqual({ next: vector(7, 9) });
    expect(Object.keys(resident)).toEqual(['copy']);
    expect(await resident.copy!.read()).toEqual(vector(3, 4));
  });

  it('copies feeds at the call, and what it reads is the reader’s own', async () => {
    const feed = vector(1, 2);
    const { host } = step.run({ value: feed, factor: vector(10) });
    feed.data.fill(99);
    expect((await host).next).toEqual(vector(11, 21));
    const kept = runtime.upload(vector(5, 6));
    (await kept.read()).data.fill(0);
    expect(await kept.read()).toEqual(vector(5, 6));
  });

  it.each(['float32', 'int32', 'uint8', 'bool'] as const)('moves %s both ways', async (dtype) => {
    const x = input('x', 3, dtype);
    const program = await runtime.compile(graphOf({ y: x, z: x }));
    const data =
      dtype === 'float32'
        ? Float32Array.of(0, 1, 0.5)
        : dtype === 'int32'
          ? Int32Array.of(-1, 0, 7)
          : Uint8Array.of(0, 1, 1);
    const tensor: HostTensor = { dtype, shape: [3], data };
    expect(await program.run({ x: runtime.upload(tensor) }).host).toEqual({ y: tensor, z: tensor });
  });

  it('accepts a view of a shared buffer and of a larger one', async () => {
    const shared = new Float32Array(new SharedArrayBuffer(16)).fill(2);
    const data = shared.subarray(1, 3);
    const value = runtime.upload({ dtype: 'float32', shape: [2], data });
    const { next } = await step.run({ value, factor: vector(3) }).host;
    expect(next).toEqual(vector(7, 7));
  });

  it('lets an output have the name of an input', async () => {
    const weight = input('weight', 2);
    const doubled = build.mul(weight, build.scalar(2));
    const program = await runtime.compile(graphOf({ weight: doubled, "weight'": weight }));
    const { host, resident } = program.run({ weight: vector(1, 2) }, ['weight']);
    expect(await host).toEqual({ "weight'": vector(1, 2) });
    expect(await resident.weight!.read()).toEqual(vector(2, 4));
  });

  it('rejects a failed run, and every use of its results with the first cause', async () => {
    const failing = await runtime.compile(failingGraph());
    const first = failing.run(outOfRange, ['picked']);
    const doubling = await runtime.compile(
      graphOf({ twice: build.mul(input('x', 1), build.scalar(2)) }),
    );
    const second = doubling.run({ x: first.resident.picked! }, ['twice']);
    const third = doubling.run({ x: second.resident.twice! });
    await expect(first.host).rejects.toThrow(/out of (bounds|range)|indices element/i);
    const message = /^feed 'x' comes from a run that failed: .*indices element/s;
    await expect(second.host).rejects.toThrow(message);
    await expect(third.host).rejects.toThrow(message);
    await expect(third.host).rejects.not.toThrow(/comes from.*comes from/s);
    await expect(second.resident.twice!.read()).rejects.toThrow(/comes from a run that failed/);
    const { host } = step.run({ value: vector(1, 1), factor: vector(1) });
    expect((await host).next).toEqual(vector(2, 2));
  });

  it('names a wrong feed, and a device tensor that is gone or not its own', async () => {
    const factor = vector(1);
    expect(() => step.run({ value: vector(1, 2, 3), factor })).toThrow(/feed 'value'/);
    expect(() => step.run({ value: vector(1, 2) })).toThrow(/'factor' is missing/);
    const value = runtime.upload(vector(1, 2));
    value.dispose();
    expect(() => step.run({ value, factor })).toThrow(/'value' is a device tensor that was dispos/);
    await expect(value.read()).rejects.toThrow(/disposed/);
    const other = await createInlineRuntime({ threads: 1 });
    expect(() => step.run({ value: other.upload(vector(1, 2)), factor })).toThrow(/not made here/);
    await other.dispose();
  });

  it('rejects everything after dispose', async () => {
    const ended = await create();
    const program = await ended.compile(stepGraph());
    const { host } = program.run({ value: vector(1, 2), factor: vector(1) });
    await ended.dispose();
    expect((await host).next).toEqual(vector(2, 3));
    expect(() => program.run({ value: vector(1, 2), factor: vector(1) })).toThrow(/was disposed/);
    expect(() => ended.upload(vector(1))).toThrow(/was disposed/);
    await expect(ended.compile(stepGraph())).rejects.toThrow(/was disposed/);
    await ended.dispose();
  });
});

it('lets timers tick while a worker computes', async () => {
  const runtime = await createWorkerRuntime({ threads: 1 });
  const slow = await runtime.compile(stepGraph(150));
  const feeds = { value: vector(1, 2), factor: vector(1) };
  let ticks = 0;
  const timer = setInterval(() => ticks++, 2);
  const begin = performance.now();
  await slow.run(feeds).host;
  const elapsed = performance.now() - begin;
  clearInterval(timer);
  await runtime.dispose();
  expect(elapsed).toBeGreaterThan(40);
  expect(ticks).toBeGreaterThan(5);
});

it('keeps a process alive for a run that is awaited, and lets it exit when idle', () => {
  const dist = new URL('../../../dist/', import.meta.url);
  const script = `
    async function main() {
      const { createWorkerRuntime } = await import('${dist}runtime/ort-node/worker-runtime.js');
      const build = await import('${dist}graph/build.js');
      const { graphOf } = await import('${dist}graph/trace.js');
      const runtime = await createWorkerRuntime({ threads: 1 });
      const x = build.input('x', { dtype: 'float32', shape: [400, 400] });
      let y = x;
      for (let round = 0; round < 20; round++) y = build.sin(build.matmul(y, y));
      const program = await runtime.compile(graphOf({ y }));
      const feed = { dtype: 'float32', shape: [400, 400], data: new Float32Array(160_000) };
      const { y: result } = await program.run({ x: feed }).host;
      console.log('sum', result.data.reduce((a, b) => a + b));
    }
    main();
  `;
  const options = { encoding: 'utf8', timeout: 120_000 } as const;
  const output = execFileSync(process.execPath, ['-e', script], options);
  expect(output).toBe('sum 0\n');
});

it('says what to do when the worker is not compiled', async () => {
  const workerUrl = new URL('./no-such-worker.js', import.meta.url);
  await expect(createWorkerRuntime({ workerUrl })).rejects.toThrow(/npm run build/);
});

it('rejects what is pending when the thread dies', async () => {
  const workerUrl = new URL('../../fixtures/failing-worker.mjs', import.meta.url);
  const runtime = await createWorkerRuntime({ workerUrl });
  await expect(runtime.compile(stepGraph())).rejects.toThrow('the thread failed');
  await runtime.dispose();
});
