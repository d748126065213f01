/** Sessions and tensors of ONNX Runtime's WebAssembly build, which computes on the CPU in the thread that calls. */

import type { HostData } from '../../graph/types.ts';
import type { EngineBackend } from '../engine/serve-requests.ts';

/** Errors and worse; ONNX Runtime also warns about every small thing that it optimises away. */
export const LOG_ERRORS = 3;

/** @param ort configured, of any build: each holds the WebAssembly provider */
export function wasmBackend(ort: typeof import('onnxruntime-web')): EngineBackend {
  return {
    createSession: (model) =>
      ort.InferenceSession.create(model, {
        executionProviders: ['wasm'],
        logSeverityLevel: LOG_ERRORS,
      }),
    createTensor: (dtype, data, shape) => new ort.Tensor(dtype, data, shape),
    readData: async (tensors) => tensors.map(({ data }) => data as HostData),
  };
}
