/** Sessions and tensors of ONNX Runtime, in the thread that calls. */

import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { HostData, HostTensor } from '../../graph/types.ts';
import type { EngineReply, EngineRequest } from './protocol.ts';

/** Who computes: names of ONNX Runtime's execution providers. */
export type Provider = 'cpu' | 'webgpu' | 'cuda';

export interface EngineOptions {
  readonly provider: Provider;
  /** Threads that share one operator. */
  readonly threads: number;
}

/** Serves requests; they must come one at a time. */
export type Engine = (request: EngineRequest) => Promise<EngineReply>;

/** Errors and worse; ONNX Runtime also warns about every small thing that it optimises away. */
const LOG_ERRORS = 3;

function sessionOptions({ provider, threads }: EngineOptions): InferenceSession.SessionOptions {
  return {
    // With the default NHWC layout several convolutions on WebGPU are wrong.
    executionProviders: [
      provider === 'webgpu' ? { name: 'webgpu', preferredLayout: 'NCHW' } : provider,
    ],
    intraOpNumThreads: threads,
    logSeverityLevel: LOG_ERRORS,
  };
}

export async function createEngine(options: EngineOptions): Promise<Engine> {
  // Loaded only here: the native library takes a noticeable part of the start of a process.
  const { default: ort } = await import('onnxruntime-node');
  // Failures outside a session, such as a missing library, reach the caller as exceptions.
  ort.env.logLevel = 'fatal';
  const programs = new Map<number, InferenceSession>();
  /** An error stands for the results of a run that failed. */
  const tensors = new Map<number, Tensor | Error>();

  const toTensor = ({ dtype, shape, data }: HostTensor): Tensor =>
    new ort.Tensor(dtype, data, shape);

  function held(number: number, what: string): Tensor {
    const tensor = tensors.get(number);
    if (tensor instanceof Error) {
      throw new Error(`${what} comes from a run that failed: ${tensor.message}`, { cause: tensor });
    }
    if (!tensor) throw new Error(`${what} does not exist any more`);
    return tensor;
  }

  async function run({
    program,
    feeds,
    resident,
  }: Extract<EngineRequest, { kind: 'run' }>): Promise<EngineReply> {
    const session = programs.get(program);
    if (!session) throw new Error('the program does not exist any more');
    const inputs = Object.entries(feeds).map(([name, feed]) => [
      name,
      typeof feed === 'number' ? held(feed, `feed '${name}'`) : toTensor(feed),
    ]);
    const outputs = await session.run(Object.fromEntries(inputs));
    const host: Record<string, HostTensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      const number = resident[name];
      if (number === undefined) host[name] = toHost(tensor as Tensor);
      else tensors.set(number, tensor as Tensor);
    }
    return host;
  }

  return async (request) => {
    switch (request.kind) {
      case 'compile': {
        const { InferenceSession } = ort;
        const session = await InferenceSession.create(request.model, sessionOptions(options));
        programs.set(request.program, session);
        return {};
      }
      case 'release': {
        await programs.get(request.program)?.release();
        programs.delete(request.program);
        return {};
      }
      case 'run':
        try {
          return await run(request);
        } catch (error) {
          for (const number of Object.values(request.resident)) {
            tensors.set(number, rootCause(error));
          }
          throw error;
        }
      case 'upload':
        tensors.set(request.tensor, toTensor(request.contents));
        return {};
      case 'read': {
        const contents = toHost(held(request.tensor, 'the tensor'));
        // A copy: the tensor may still be fed, and the reader may write to what it got.
        return { contents: { ...contents, data: contents.data.slice() } };
      }
      case 'free':
        tensors.delete(request.tensor);
        return {};
    }
  };
}

function toHost(tensor: Tensor): HostTensor {
  const dtype = tensor.type as HostTensor['dtype'];
  return { dtype, shape: tensor.dims, data: tensor.data as HostData };
}

/** The failure at the start of a chain of runs that used each other's results. */
function rootCause(error: unknown): Error {
  const failure = error instanceof Error ? error : new Error(String(error));
  return failure.cause instanceof Error ? rootCause(failure.cause) : failure;
}
