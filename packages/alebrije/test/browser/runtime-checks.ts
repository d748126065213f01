/** Checks of a runtime as a whole: order, residence, failures. Free of any test framework, as all checks. */

import * as build from '../../src/graph/build.ts';
import { graphOf } from '../../src/graph/trace.ts';
import type { DType, Graph, HostTensor } from '../../src/graph/types.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { type ContractCheck, requireClose } from '../contract/check.ts';

const vector = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

const input = (name: string, size: number, dtype: DType = 'float32') =>
  build.input(name, { dtype, shape: [size] });

/** value · factor + 1. */
function stepGraph(): Graph {
  const value = input('value', 2);
  const next = build.add(build.mul(value, input('factor', 1)), build.scalar(1));
  return graphOf({ next, copy: value });
}

/** @throws Error unless the promise is rejected with a message like the pattern */
async function requireRejection(promise: Promise<unknown>, pattern: RegExp): Promise<void> {
  const message = await promise.then(
    () => 'nothing was wrong',
    (error: Error) => error.message,
  );
  if (!pattern.test(message)) throw new Error(`${message} instead of ${pattern}`);
}

const check = (name: string, run: (runtime: Runtime) => Promise<void>): ContractCheck => ({
  name,
  run: ({ runtime }) => run(runtime),
});

const MOVED: Readonly<Record<DType, HostTensor['data']>> = {
  float32: Float32Array.of(0, 1, 0.5),
  int32: Int32Array.of(-1, 0, 7),
  uint8: Uint8Array.of(0, 1, 255),
  bool: Uint8Array.of(0, 1, 1),
};

const movements = (Object.keys(MOVED) as DType[]).map((dtype) =>
  check(`moves ${dtype} both ways`, async (runtime) => {
    const tensor: HostTensor = { dtype, shape: [3], data: MOVED[dtype] };
    const program = await runtime.compile(graphOf({ y: input('x', 3, dtype) }));
    const uploaded = runtime.upload(tensor);
    requireClose('uploaded', await uploaded.read(), tensor, 0);
    const { host } = program.run({ x: uploaded });
    requireClose('output', (await host).y, tensor, 0);
    const { resident } = program.run({ x: tensor }, ['y']);
    requireClose('resident', await resident.y!.read(), tensor, 0);
  }),
);

export const runtimeChecks: readonly ContractCheck[] = [
  ...movements,
  check('feeds results on before the run that computes them has ended', async (runtime) => {
    const step = await runtime.compile(stepGraph());
    let value = runtime.upload(vector(0, 1));
    for (let round = 0; round < 20; round++) {
      const { next } = step.run({ value, factor: vector(0.5) }, ['next']).resident;
      value.dispose();
      value = next!;
    }
    const expected = vector(2 - 2 * 0.5 ** 20, 2 - 0.5 ** 20);
    requireClose('value', await value.read(), expected, 1e-6);
  }),
  check('goes on with a result that was read', async (runtime) => {
    const step = await runtime.compile(stepGraph());
    const { next } = step.run({ value: vector(1, 2), factor: vector(2) }, ['next']).resident;
    requireClose('read', await next!.read(), vector(3, 5), 0);
    requireClose('read again', await next!.read(), vector(3, 5), 0);
    const { host } = step.run({ value: next!, factor: vector(2) });
    requireClose('fed', (await host).next, vector(7, 11), 0);
  }),
  check('keeps results longer than the program that computed them', async (runtime) => {
    const first = await runtime.compile(stepGraph());
    const second = await runtime.compile(stepGraph());
    const feeds = { value: vector(1, 2), factor: vector(2) };
    const { next, copy } = first.run(feeds, ['next', 'copy']).resident;
    first.dispose();
    const { host } = second.run({ value: next!, factor: vector(2) });
    requireClose('fed', (await host).next, vector(7, 11), 0);
    second.dispose();
    requireClose('read', await copy!.read(), vector(1, 2), 0);
    copy!.dispose();
    next!.dispose();
  }),
  check('copies feeds at the call, and what it reads is the reader’s own', async (runtime) => {
    const step = await runtime.compile(stepGraph());
    const feed = vector(1, 2);
    const { host } = step.run({ value: feed, factor: vector(10) });
    feed.data.fill(99);
    requireClose('next', (await host).next, vector(11, 21), 0);
    const kept = runtime.upload(vector(5, 6));
    (await kept.read()).data.fill(0);
    requireClose('kept', await kept.read(), vector(5, 6), 0);
  }),
  check('names what is wrong with the feeds', async (runtime) => {
    const step = await runtime.compile(stepGraph());
    const run = async (feeds: Record<string, HostTensor>) => step.run(feeds).host;
    await requireRejection(run({ value: vector(1), factor: vector(1) }), /feed 'value'/);
    await requireRejection(run({ value: vector(1, 2) }), /'factor' is missing/);
  }),
  check('knows no tensor after it was disposed', async (runtime) => {
    const step = await runtime.compile(stepGraph());
    const value = runtime.upload(vector(1, 2));
    value.dispose();
    await requireRejection(value.read(), /disposed/);
    const run = async () => step.run({ value, factor: vector(1) }).host;
    await requireRejection(run(), /'value' is a device tensor that was disposed/);
  }),
];

/** For runtimes that notice an index out of range; on a graphics card it reads something else instead. */
export const failureChecks: readonly ContractCheck[] = [
  check('rejects a failed run, and every use of its results', async (runtime) => {
    const picked = build.gather(input('data', 3), input('index', 1, 'int32'), 0);
    const failing = await runtime.compile(graphOf({ picked }));
    const index: HostTensor = { dtype: 'int32', shape: [1], data: Int32Array.of(7) };
    const first = failing.run({ data: vector(1, 2, 3), index }, ['picked']);
    const doubling = await runtime.compile(
      graphOf({ twice: build.mul(input('x', 1), build.scalar(2)) }),
    );
    const second = doubling.run({ x: first.resident.picked! });
    await requireRejection(first.host, /indices element/);
    await requireRejection(
      second.host,
      /^feed 'x' comes from a run that failed: .*indices element/s,
    );
    const step = await runtime.compile(stepGraph());
    const fine = step.run({ value: vector(1, 1), factor: vector(1) });
    requireClose('after', (await fine.host).next, vector(2, 2), 0);
  }),
];
