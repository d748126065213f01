/** Sessions and tensors of ONNX Runtime's WebAssembly builds, in the thread that calls. */

import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { constant } from '../../graph/build.ts';
import { graphOf } from '../../graph/trace.ts';
import type { DType, HostData } from '../../graph/types.ts';
import { type Engine, type EngineBackend, serveRequests } from '../engine/serve-requests.ts';
import { encodeModel } from '../onnx/encode.ts';
import { type Device, downloadBuffer, uploadBuffer } from './device-buffers.ts';
import { LOG_ERRORS, wasmBackend } from './wasm-backend.ts';

/** Who computes: WebAssembly on the CPU, or WebGPU. */
export type WebProvider = 'wasm' | 'webgpu';

export interface WebEngineOptions {
  readonly provider: WebProvider;
  /** Threads that share one operator; more than one needs a cross-origin isolated page. */
  readonly threads: number;
  /** Folder of ONNX Runtime's .wasm and .mjs files, ending in '/'; by default where the bundler put them. */
  readonly wasmFolder?: string;
}

type Ort = typeof import('onnxruntime-web');

/** Configured; each build has its own WebAssembly, and only the one that is used is loaded. */
async function loadOrt({ provider, threads, wasmFolder }: WebEngineOptions): Promise<Ort> {
  // Of the bundles with WebGPU, only this one computes it natively; the others give wrong results.
  const ort: Ort =
    provider === 'webgpu'
      ? await import('onnxruntime-web/webgpu')
      : await import('onnxruntime-web/wasm');
  ort.env.wasm.numThreads = threads;
  if (wasmFolder) ort.env.wasm.wasmPaths = wasmFolder;
  ort.env.logLevel = 'error';
  return ort;
}

function deviceTensor(ort: Ort, device: Device, { type, dims, data }: Tensor): Tensor {
  const contents = data as HostData;
  const buffer = uploadBuffer(device, contents);
  return ort.Tensor.fromGpuBuffer(buffer as unknown as Tensor.GpuBufferType, {
    dataType: type as DType,
    dims,
    download: async () => {
      const bytes = await downloadBuffer(device, buffer);
      const Data = contents.constructor as new (bytes: ArrayBuffer, at: 0, length: number) => never;
      return new Data(bytes, 0, contents.length);
    },
    dispose: () => buffer.destroy(),
  });
}

/** All outputs stay on the device; what the host wants is copied from there. */
async function webgpuBackend(ort: Ort): Promise<EngineBackend> {
  const options: InferenceSession.SessionOptions = {
    // With the default NHWC layout several convolutions are wrong.
    executionProviders: [{ name: 'webgpu', preferredLayout: 'NCHW' }],
    preferredOutputLocation: 'gpu-buffer',
    logSeverityLevel: LOG_ERRORS,
  };
  const createSession = (model: Uint8Array) => ort.InferenceSession.create(model, options);
  // The device is there once there is a session, and as long as there is one: this one is never released.
  const one = constant('float32', [1], Float32Array.of(1));
  await createSession(encodeModel(graphOf({ one })));
  const device = (await ort.env.webgpu.device) as unknown as Device;
  return {
    createSession,
    createTensor: (dtype, data, shape) => new ort.Tensor(dtype, data, shape),
    toDevice: async (tensor) => deviceTensor(ort, device, tensor),
    readData: async (tensors) =>
      (await Promise.all(tensors.map((tensor) => tensor.getData()))) as HostData[],
  };
}

/** @throws Error if the build cannot be loaded, or there is no adapter for WebGPU */
export async function createWebEngine(options: WebEngineOptions): Promise<Engine> {
  const ort = await loadOrt(options);
  const backend = options.provider === 'webgpu' ? webgpuBackend(ort) : wasmBackend(ort);
  return serveRequests(await backend);
}
