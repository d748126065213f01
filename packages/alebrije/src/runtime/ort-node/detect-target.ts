/** Finds out what the engine at the other end of a connection has kernels for. */

import type { LoweredGraph } from '../lowering/lower.ts';
import type { LoweringTarget } from '../lowering/target.ts';
import { encodeLowered } from '../onnx/encode.ts';
import type { Provider } from './engine.ts';
import type { EngineConnection } from './protocol.ts';

/** More channels than any block has. */
const CHANNELS = 64;

/** ReorderInput of [1, CHANNELS, 1, 2]: the second entry of a block's second pixel shows its size. */
const REORDER: LoweredGraph = {
  inputs: [{ name: 'x', type: { dtype: 'float32', shape: [1, CHANNELS, 1, 2] } }],
  outputs: [{ name: 'y', type: { dtype: 'float32', shape: [1, CHANNELS, 1, 2] } }],
  nodes: [{ operator: 'nchwc.ReorderInput', inputs: ['x'], outputs: ['y'], attributes: {} }],
  initializers: new Map(),
};

const PROBE = 0;

/** The channels in a block of NCHWc, or undefined if this build of ONNX Runtime has no such kernels. */
async function detectChannelBlock({ send }: EngineConnection): Promise<number | undefined> {
  try {
    await send({ kind: 'compile', program: PROBE, model: encodeLowered(REORDER) });
    const x = {
      dtype: 'float32',
      shape: [1, CHANNELS, 1, 2],
      data: Float32Array.from({ length: 2 * CHANNELS }, (_, index) => index),
    } as const;
    const { y } = await send({ kind: 'run', program: PROBE, feeds: { x }, resident: {} });
    await send({ kind: 'release', program: PROBE });
    // Pixel 0 of every channel of the block comes first: 0, 2, 4, ...; then pixel 1 of channel 0.
    const block = y!.data.indexOf(1);
    return block > 1 ? block : undefined;
  } catch {
    return undefined;
  }
}

export async function detectTarget(
  connection: EngineConnection,
  provider: Provider,
  layout: 'blocked' | 'plain' = 'blocked',
): Promise<LoweringTarget> {
  if (provider !== 'cpu' || layout === 'plain') return { kernels: provider };
  const channelBlock = await detectChannelBlock(connection);
  return channelBlock ? { kernels: 'cpu', channelBlock } : { kernels: 'cpu' };
}
