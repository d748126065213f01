/** Runtimes by name. */

import { UserError } from '../errors.ts';
import { constant } from '../graph/build.ts';
import type { Graph } from '../graph/types.ts';
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

/** Backends that need hardware or libraries that a machine may lack. */
const accelerators: readonly Provider[] = ['webgpu', 'cuda'];

const isAccelerator = (name: string): name is Provider =>
  (accelerators as readonly string[]).includes(name);

/**
 * @param name 'cpu' (in a worker thread), 'cpu-inline', 'webgpu', 'cuda' or 'reference'
 * @throws UserError if there is no such backend, or it does not work on this machine
 */
export async function createRuntime(name: string, options: BackendOptions = {}): Promise<Runtime> {
  const create = Object.hasOwn(backends, name) ? backends[name] : undefined;
  const reason = create ? await obstacle(name) : 'there is no such backend';
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
    if (!(await obstacle(name))) names.push(name);
  }
  return names;
}

/**
 * Why a backend does not work here, or nothing. That the library was built with a provider does not
 * say that the machine has the driver, so an accelerator is asked to run a graph of one constant.
 */
async function obstacle(name: string): Promise<string | undefined> {
  if (!isAccelerator(name)) return undefined;
  const { listSupportedBackends } = await import('onnxruntime-node');
  if (!listSupportedBackends().some((supported) => supported.name === name)) {
    return 'this build of ONNX Runtime does not contain it';
  }
  try {
    const runtime = await createInlineRuntime({ provider: name });
    const program = await runtime.compile(trivialGraph());
    await program.run({}).host;
    program.dispose();
    await runtime.dispose();
    return undefined;
  } catch (error) {
    return `it does not start (${lastClause(error)})`;
  }
}

function trivialGraph(): Graph {
  const node = constant('float32', [1], Float32Array.of(1));
  return { inputs: [], outputs: [{ name: 'one', node }], nodes: [node] };
}

/** ONNX Runtime's messages begin with its own source file and condition, on one or more lines. */
function lastClause(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n').at(-1)!.split(' was false. ').at(-1)!.trim();
}
