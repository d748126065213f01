/** WebGPU in Node: what stays on the device, what is freed, threads that share it, and the faults it has. */

import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import * as build from '../../../src/graph/build.ts';
import { graphOf } from '../../../src/graph/trace.ts';
import type { Graph, HostTensor, Node, Shape } from '../../../src/graph/types.ts';
import { encodeModel } from '../../../src/runtime/onnx/encode.ts';
import { openBackend } from '../../../src/runtime/ort-node/engine.ts';
import { createInlineRuntime } from '../../../src/runtime/ort-node/inline-runtime.ts';
import { createWorkerRuntime } from '../../../src/runtime/ort-node/worker-runtime.ts';
import { createReferenceRuntime } from '../../../src/runtime/reference/reference-runtime.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import { runtimeChecks } from '../../browser/runtime-checks.ts';
import { requireClose } from '../../contract/check.ts';
import { skipReason, webgpu } from '../../contract/subjects.ts';
import { randomTensor, uniformDraws } from './random-feeds.ts';

const draw = uniformDraws(3);
const random = (...shape: number[]): HostTensor => randomTensor(draw, 'float32', shape);
const floats = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

interface Fault {
  readonly name: string;
  readonly operands: readonly HostTensor[];
  readonly build: (...operands: Node[]) => Node;
}

const plain = { strides: [1, 1], dilations: [1, 1], padBegin: [0, 0], groups: 1 };
const endPadded = { ...plain, padEnd: [1, 2] };
const overlapping = { kernel: [3, 2], strides: [2, 1], padBegin: [1, 0], padEnd: [1, 1] };
const level: HostTensor = { dtype: 'float32', shape: [1, 2, 5, 4], data: new Float32Array(40) };
const truths: HostTensor = { dtype: 'bool', shape: [2, 3], data: Uint8Array.of(1, 0, 0, 1, 1, 0) };
const bytes: HostTensor = {
  dtype: 'uint8',
  shape: [3, 5],
  data: Uint8Array.from(random(15).data.keys(), (i) => i * 17),
};

/** Where the provider's own operators are wrong, missing or on the CPU, at values that tell. */
const faults: readonly Fault[] = [
  {
    name: 'a 1x1 convolution that is padded after the image only',
    operands: [random(2, 3, 4, 5), random(4, 3, 1, 1)],
    build: (x, kernel) => build.conv(x!, kernel!, endPadded),
  },
  {
    name: 'the same with a bias per channel',
    operands: [random(2, 3, 4, 5), random(4, 3, 1, 1), random(1, 4, 1, 1)],
    build: (x, kernel, bias) => build.add(build.conv(x!, kernel!, endPadded), bias!),
  },
  {
    name: 'the kernel gradient of an image as large as the stride',
    operands: [random(2, 3, 2, 2), random(2, 4, 1, 1)],
    build: (x, y) =>
      build.convKernelGradient(x!, y!, { ...plain, strides: [2, 2], padEnd: [1, 1] }, [3, 3]),
  },
  {
    name: 'the first of equal maxima',
    operands: [level, random(1, 2, 3, 4)],
    build: (x, y) => build.maxPoolScatter(x!, y!, overlapping),
  },
  {
    name: 'halves to even',
    operands: [floats(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.49999997, 8388609, -3.2, 3.7)],
    build: (x) => build.round(x!),
  },
  {
    name: 'the sign of 0',
    operands: [floats(0, -0, 1e-37, -1e-37, 5)],
    build: (x) => build.sign(x!),
  },
  {
    name: 'the first of equal largest entries',
    operands: [floats(2, 7, 7, 1)],
    build: (x) => build.argMax(x!, 0),
  },
  { name: 'or', operands: [truths, truths], build: (a, b) => build.or(a!, build.not(b!)) },
  {
    name: 'a choice between truth values',
    operands: [truths],
    build: (a) => build.select(a!, build.not(a!), a!),
  },
  {
    name: 'bytes cut, joined and turned',
    operands: [bytes],
    build: (x) => {
      const cut = build.slice(x!, { starts: [0, 1], ends: [3, 5], steps: [2, 3] });
      return build.transpose(build.concat([cut, cut], 0), [1, 0]);
    },
  },
];

function faultGraph({ operands, build: compute }: Fault): Graph {
  const inputs = operands.map(({ dtype, shape }, index) =>
    build.input(`x${index}`, { dtype, shape }),
  );
  return graphOf({ y: compute(...inputs) });
}

const feedsOf = ({ operands }: Fault) =>
  Object.fromEntries(operands.map((tensor, index) => [`x${index}`, tensor]));

/** The resident set of this process in MB: with a software driver, device memory too. */
const residentMegabytes = () => process.memoryUsage().rss / 1e6;

/** x → 1.001 x, of the given shape. */
function growthGraph(shape: Shape): Graph {
  const x = build.input('x', { dtype: 'float32', shape });
  return graphOf({ y: build.mul(x, build.scalar(1.001)) });
}

describe.skipIf(webgpu.obstacle !== undefined)(`WebGPU in Node${skipReason(webgpu)}`, () => {
  describe('in a worker', () => {
    let runtime: Runtime;
    const reference = createReferenceRuntime();
    beforeAll(async () => {
      ({ runtime } = await webgpu.open());
    });
    afterAll(() => runtime?.dispose());

    test.each(runtimeChecks)('$name', ({ run }) => run({ runtime, tolerance: 0 }));

    test.each(faults)('$name', async (fault) => {
      const graph = faultGraph(fault);
      const results = await Promise.all(
        [runtime, reference].map(async (each) => {
          const program = await each.compile(graph);
          const { y } = await program.run(feedsOf(fault)).host;
          program.dispose();
          return y;
        }),
      );
      requireClose('y', results[0], results[1]!, 1e-5);
    });

    it('shares the device with another thread', async () => {
      const other = await createWorkerRuntime({ provider: 'webgpu' });
      const grow = async (each: Runtime): Promise<HostTensor> => {
        const program = await each.compile(growthGraph([1000]));
        let x = each.upload({
          dtype: 'float32',
          shape: [1000],
          data: new Float32Array(1000).fill(1),
        });
        for (let round = 0; round < 100; round++) {
          const next = program.run({ x }, ['y']).resident.y!;
          x.dispose();
          x = next;
        }
        return x.read();
      };
      const [first, second] = await Promise.all([grow(runtime), grow(other)]);
      await other.dispose();
      expect(first!.data[7]).toBeCloseTo(1.001 ** 100, 3);
      expect(second).toEqual(first);
    });
  });

  it('keeps uploads and results on the device, and moves them when they are read', async () => {
    const backend = await openBackend({ provider: 'webgpu', threads: 1 });
    const session = await backend.createSession(
      encodeModel(growthGraph([3]), { target: { kernels: 'webgpu' } }),
    );
    const host = backend.createTensor('float32', Float32Array.of(1, 2, 3), [3]);
    const x = await backend.toDevice!(host);
    expect([host.location, x.location]).toEqual(['cpu', 'gpu-buffer']);
    const { y } = await session.run({ x });
    expect(y).toMatchObject({ location: 'gpu-buffer', dims: [3] });
    const [data] = await backend.readData([y as never]);
    expect(data![2]).toBeCloseTo(3.003, 5);
    for (const tensor of [x, y!]) tensor.dispose();
    await session.release();
    await backend.end!();
  });

  it('needs no more memory after 300 steps than after 30', async () => {
    const size = 1_000_000;
    const runtime = await createInlineRuntime({ provider: 'webgpu' });
    const program = await runtime.compile(growthGraph([size]));
    let x = runtime.upload({
      dtype: 'float32',
      shape: [size],
      data: new Float32Array(size).fill(1),
    });
    let before = 0;
    for (let step = 0; step < 300; step++) {
      const { resident, host } = program.run({ x }, ['y']);
      await host;
      x.dispose();
      x = resident.y!;
      if (step === 29) before = residentMegabytes();
    }
    // Kept, 270 results of 4 MB would be 1,080 MB more.
    expect(residentMegabytes() - before).toBeLessThan(100);
    expect((await x.read()).data[5]).toBeCloseTo(1.001 ** 300, 3);
    await runtime.dispose();
  });
});
