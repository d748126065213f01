/** Runtimes by name. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import type { Provider } from './ort-node/engine.ts';
import { createInlineRuntime } from './ort-node/inline-runtime.ts';
import { createWorkerRuntime, type WorkerOptions } from './ort-node/worker-runtime.ts';
import { createReferenceRuntime } from './reference/reference-runtime.ts';
import type { Runtime } from './runtime.ts';

export type BackendOptions = Omit<WorkerOptions, 'provider'>;

const backends: Readonly<Record<string, (options: BackendOptions) => Promise<Runtime>>> = {
  cpu: (options) => createWorkerRuntime(options),
  'cpu-inline': (options) => createInlineRuntime(options, 'cpu-inline'),
  webgpu: (options) => createWorkerRuntime({ ...options, provider: 'webgpu' }),
  cuda: (options) => createWorkerRuntime({ ...options, provider: 'cuda' }),
  reference: async () => createReferenceRuntime(),
};

/** Backends that need hardware or libraries that a machine may lack, and what they need. */
const accelerators: Readonly<Record<Exclude<Provider, 'cpu'>, string>> = {
  webgpu: 'a graphics driver for Metal, Direct3D 12 or Vulkan; for Vulkan also libvulkan.so.1',
  cuda: "Linux on x64 with CUDA 12, cuDNN 9 and ONNX Runtime's library for them",
};

const isAccelerator = (name: string): name is keyof typeof accelerators =>
  Object.hasOwn(accelerators, name);

/**
 * @param name 'cpu' (in a worker thread), 'cpu-inline', 'webgpu', 'cuda' or 'reference'
 * @throws UserError if there is no such backend, or it does not work on this machine
 */
export async function createRuntime(name: string, options: BackendOptions = {}): Promise<Runtime> {
  const create = Object.hasOwn(backends, name) ? backends[name] : undefined;
  const reason = create ? await backendObstacle(name) : 'there is no such backend';
  if (!create || reason) {
    const available = (await availableBackends()).join(', ');
    throw new UserError(`backend '${name}': ${reason}; available here: ${available}`);
  }
  return create(options);
}

/** The backends that work on this machine. */
export async function availableBackends(): Promise<string[]> {
  const names: string[] = [];
  for (const name of Object.keys(backends)) {
    if (!(await backendObstacle(name))) names.push(name);
  }
  return names;
}

/**
 * Why a backend does not work here, or nothing. That the library was built with a provider does not
 * say that the machine has the driver, so an accelerator is asked to run a graph of one constant.
 */
export async function backendObstacle(name: string): Promise<string | undefined> {
  if (!isAccelerator(name)) return undefined;
  const { listSupportedBackends } = await import('onnxruntime-node');
  if (!listSupportedBackends().some((supported) => supported.name === name)) {
    return 'this build of ONNX Runtime does not contain it';
  }
  const reason = await probe(name);
  return reason && `it does not start (${reason}); it needs ${accelerators[name]}`;
}

/** Runs `probe.ts`; the reason that it gives, or nothing if the accelerator works. */
function probe(provider: Provider): Promise<string | undefined> {
  const program = fileURLToPath(compiledUrl('ort-node/probe.js'));
  return new Promise((resolve) => {
    execFile(process.execPath, [program, provider], (error, output) => {
      resolve(error ? output || error.message.split('\n', 1)[0] : undefined);
    });
  });
}

/** A compiled program of this folder: beside this module, or in `dist` if this runs from source. */
function compiledUrl(path: string): URL {
  const fromSource = import.meta.url.endsWith('.ts');
  return new URL(fromSource ? `../../dist/runtime/${path}` : `./${path}`, import.meta.url);
}
