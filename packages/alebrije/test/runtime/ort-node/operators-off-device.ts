/** Which operators of a graph WebGPU leaves to the CPU, as ONNX Runtime's profile tells. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { sizeOf } from '../../../src/graph/shape.ts';
import type { DType, Graph } from '../../../src/graph/types.ts';
import { lowerGraph } from '../../../src/runtime/lowering/lower.ts';
import { encodeLowered } from '../../../src/runtime/onnx/encode.ts';
import { sessionOptions } from '../../../src/runtime/ort-node/engine.ts';

const ARRAYS = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };

const zeros = (dtype: DType, shape: readonly number[]): Tensor =>
  new Tensor(dtype, new ARRAYS[dtype](sizeOf(shape)), shape);

/** What is used of an event in a profile. */
interface ProfileEvent {
  readonly cat: string;
  readonly args?: {
    readonly op_name?: string;
    readonly provider?: string;
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

function readProfile(folder: string): ProfileEvent[] {
  const [file] = fs.readdirSync(folder);
  return JSON.parse(fs.readFileSync(path.join(folder, file!), 'utf8'));
}

function describe({ args }: ProfileEvent): string {
  const operands = (args!.input_type_shape ?? []).map((operand) =>
    Object.entries(operand).map(([type, shape]) => `${type} [${shape}]`),
  );
  return `${args!.op_name}(${operands.join(', ')})`;
}

/** Runs a graph once on zeros; its outputs must not have the names of inputs. */
export async function operatorsOffDevice(graph: Graph): Promise<string[]> {
  const lowered = lowerGraph(graph, { kernels: 'webgpu' });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alebrije-profile-'));
  try {
    const session = await InferenceSession.create(encodeLowered(lowered), {
      ...sessionOptions({ provider: 'webgpu', threads: 1 }),
      enableProfiling: true,
      profileFilePrefix: path.join(folder, 'profile'),
    });
    await session.run(
      Object.fromEntries(
        lowered.inputs.map(({ name, type }) => [name, zeros(type.dtype, type.shape)]),
      ),
    );
    session.endProfiling();
    await session.release();
    return readProfile(folder)
      .filter(({ cat, args }) => cat === 'Node' && args?.provider !== undefined)
      .filter(({ args }) => args!.provider !== 'WebGpuExecutionProvider')
      .map(describe);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
