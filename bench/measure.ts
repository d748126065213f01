/** Timing inside one process: medians and minima of repeated runs. */

import { input, matmul } from '../packages/alebrije/src/graph/build.ts';
import { graphOf } from '../packages/alebrije/src/graph/trace.ts';
import type { HostTensor } from '../packages/alebrije/src/graph/types.ts';
import type { Runtime } from '../packages/alebrije/src/runtime/runtime.ts';
import { drawUniform, fold, key } from '../packages/alebrije/src/tensor/key.ts';

export interface Timing {
  readonly medianMs: number;
  readonly minMs: number;
}

/** Runs `action` until both the count and the seconds are reached, after `warmUp` runs. */
export async function time(
  action: () => Promise<unknown>,
  { warmUp = 3, count = 10, seconds = 2 } = {},
): Promise<Timing> {
  for (let run = 0; run < warmUp; run++) await action();
  const times: number[] = [];
  const begin = performance.now();
  while (times.length < count || performance.now() - begin < seconds * 1000) {
    const start = performance.now();
    await action();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[times.length >> 1]!, minMs: times[0]! };
}

export function randomFloats(place: string, shape: readonly number[]): HostTensor {
  const count = shape.reduce((product, extent) => product * extent, 1);
  return { dtype: 'float32', shape, data: drawUniform(fold(key(0), place), count) };
}

const SIDE = 1024;

/** GFLOP/s of a 1024x1024x1024 product: what every other number is compared with. */
export async function matmulGflops(runtime: Runtime, seconds = 2): Promise<number> {
  const type = { dtype: 'float32', shape: [SIDE, SIDE] } as const;
  const a = input('a', type);
  const b = input('b', type);
  const program = await runtime.compile(graphOf({ y: matmul(a, b) }));
  const feeds = {
    a: runtime.upload(randomFloats('a', type.shape)),
    b: runtime.upload(randomFloats('b', type.shape)),
  };
  const { medianMs } = await time(
    async () => {
      const { resident, host } = program.run(feeds, ['y']);
      await host;
      resident.y!.dispose();
    },
    { seconds },
  );
  program.dispose();
  return (2 * SIDE ** 3) / medianMs / 1e6;
}
