/** Moves tensors between the host and an accelerator by sessions that compute nothing. */

import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { range } from '../../graph/shape.ts';
import type { DType, TensorType } from '../../graph/types.ts';
import { encodeLowered } from '../onnx/encode.ts';

type Location = 'cpu' | 'gpu-buffer';

export interface DeviceTransfer {
  /** A copy on the device. */
  toDevice(tensor: Tensor): Promise<Tensor>;
  /** Copies on the host, all in one run. */
  toHost(tensors: readonly Tensor[]): Promise<Tensor[]>;
  /** Frees what the transfers hold. */
  end(): Promise<void>;
}

/** The model y0 = x0, y1 = x1, ... */
function identityModel(types: readonly TensorType[]): Uint8Array {
  return encodeLowered({
    inputs: types.map((type, index) => ({ name: `x${index}`, type })),
    outputs: types.map((type, index) => ({ name: `y${index}`, type })),
    nodes: range(types.length).map((index) => ({
      operator: 'Identity',
      inputs: [`x${index}`],
      outputs: [`y${index}`],
      attributes: {},
    })),
    initializers: new Map(),
  });
}

/**
 * A session of Identities, with its outputs where they are wanted, is how ONNX Runtime for Node can
 * copy to and from a device: `Tensor.getData` ends the process there. There is one session for each
 * list of types that is moved; a training moves few.
 * @param create makes a session whose outputs lie in one place
 */
export function createDeviceTransfer(
  create: (model: Uint8Array, location: Location) => Promise<InferenceSession>,
): DeviceTransfer {
  const sessions = new Map<string, InferenceSession>();

  async function sessionFor(
    types: readonly TensorType[],
    location: Location,
  ): Promise<InferenceSession> {
    const key = [location, ...types.map(({ dtype, shape }) => `${dtype} ${shape}`)].join('; ');
    const known = sessions.get(key);
    if (known) return known;
    const session = await create(identityModel(types), location);
    sessions.set(key, session);
    return session;
  }

  async function move(tensors: readonly Tensor[], location: Location): Promise<Tensor[]> {
    if (tensors.length === 0) return [];
    const types = tensors.map(({ type, dims }) => ({ dtype: type as DType, shape: dims }));
    const session = await sessionFor(types, location);
    const feeds = Object.fromEntries(tensors.map((tensor, index) => [`x${index}`, tensor]));
    const outputs = await session.run(feeds);
    return tensors.map((_, index) => outputs[`y${index}`] as Tensor);
  }

  return {
    toDevice: async (tensor) => (await move([tensor], 'gpu-buffer'))[0]!,
    toHost: (tensors) => move(tensors, 'cpu'),
    async end() {
      for (const session of sessions.values()) await session.release();
      sessions.clear();
    },
  };
}
