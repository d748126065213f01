/** Sessions and tensors of ONNX Runtime, in the thread that calls. */

import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { HostData } from '../../graph/types.ts';
import { type Engine, type EngineBackend, serveRequests } from '../engine/serve-requests.ts';
import { createDeviceTransfer } from './device-transfer.ts';

/** Who computes: names of ONNX Runtime's execution providers. */
export type Provider = 'cpu' | 'webgpu' | 'cuda';

export interface EngineOptions {
  readonly provider: Provider;
  /** Threads that share one operator. */
  readonly threads: number;
}

/** Errors and worse; ONNX Runtime also warns about every small thing that it optimises away. */
const LOG_ERRORS = 3;

type Ort = typeof import('onnxruntime-node');

export function sessionOptions({
  provider,
  threads,
}: EngineOptions): InferenceSession.SessionOptions {
  return {
    // With the default NHWC layout several convolutions on WebGPU are wrong.
    executionProviders: [
      provider === 'webgpu' ? { name: 'webgpu', preferredLayout: 'NCHW' } : provider,
    ],
    intraOpNumThreads: threads,
    logSeverityLevel: LOG_ERRORS,
  };
}

/**
 * Tensors lie in the host's memory. So they do with CUDA too, where every run moves its feeds and
 * its results: in this package only WebGPU has tensors that stay on the device.
 */
function hostBackend(ort: Ort, options: InferenceSession.SessionOptions): EngineBackend {
  return {
    createSession: (model, occasional) =>
      ort.InferenceSession.create(model, {
        ...options,
        enableCpuMemArena: !occasional,
        // A plan of the memory, made in the first run, would lie beside what that run took.
        enableMemPattern: false,
      }),
    createTensor: (dtype, data, shape) => new ort.Tensor(dtype, data, shape),
    readData: async (tensors) => tensors.map(({ data }) => data as HostData),
  };
}

/** All outputs stay on the device; what the host wants is copied from there. */
function deviceBackend(ort: Ort, options: InferenceSession.SessionOptions): EngineBackend {
  const create = (model: Uint8Array, location: Tensor.DataLocation) =>
    ort.InferenceSession.create(model, { ...options, preferredOutputLocation: location });
  const { toDevice, toHost, end } = createDeviceTransfer(create);
  return {
    createSession: (model) => create(model, 'gpu-buffer'),
    createTensor: (dtype, data, shape) => new ort.Tensor(dtype, data, shape),
    toDevice,
    readData: async (tensors) => (await toHost(tensors)).map(({ data }) => data as HostData),
    end,
  };
}

/** @throws Error if the library of the provider cannot be loaded */
export async function openBackend(options: EngineOptions): Promise<EngineBackend> {
  // Loaded only here: the native library takes a noticeable part of the start of a process.
  const { default: ort } = await import('onnxruntime-node');
  // Failures outside a session, such as a missing library, reach the caller as exceptions.
  ort.env.logLevel = 'fatal';
  const backend = options.provider === 'webgpu' ? deviceBackend : hostBackend;
  return backend(ort, sessionOptions(options));
}

export async function createEngine(options: EngineOptions): Promise<Engine> {
  return serveRequests(await openBackend(options));
}
