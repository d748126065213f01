/** What every engine over ONNX Runtime does with requests; how sessions and tensors are made is given. */

import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { HostData, HostTensor } from '../../graph/types.ts';
import type { EngineReply, EngineRequest } from '../ort-node/protocol.ts';

/** Serves requests; they must come one at a time. */
export type Engine = (request: EngineRequest) => Promise<EngineReply>;

/** What differs between builds of ONNX Runtime and between devices. */
export interface EngineBackend {
  /** @param occasional whether the session should hold no memory between its runs */
  createSession(model: Uint8Array<ArrayBuffer>, occasional?: boolean): Promise<InferenceSession>;
  createTensor(type: HostTensor['dtype'], data: HostData, shape: readonly number[]): Tensor;
  /** Copies a tensor that `createTensor` made to where the outputs of runs lie, if that is elsewhere. */
  toDevice?(tensor: Tensor): Promise<Tensor>;
  /** The entries of tensors, wherever they lie. */
  readData(tensors: readonly Tensor[]): Promise<readonly HostData[]>;
  /** Frees what the backend itself holds. */
  end?(): Promise<void>;
}

export function serveRequests(backend: EngineBackend): Engine {
  const programs = new Map<number, InferenceSession>();
  /** An error stands for the results of a run that failed. */
  const tensors = new Map<number, Tensor | Error>();

  const toTensor = ({ dtype, shape, data }: HostTensor): Tensor =>
    backend.createTensor(dtype, data, shape);

  async function toHost(wanted: readonly Tensor[]): Promise<HostTensor[]> {
    const data = await backend.readData(wanted);
    return wanted.map(({ type, dims }, index) => ({
      dtype: type as HostTensor['dtype'],
      shape: dims,
      data: data[index]!,
    }));
  }

  function held(number: number, what: string): Tensor {
    const tensor = tensors.get(number);
    if (tensor instanceof Error) {
      throw new Error(`${what} comes from a run that failed: ${tensor.message}`, { cause: tensor });
    }
    if (!tensor) throw new Error(`${what} does not exist any more`);
    return tensor;
  }

  function free(number: number): void {
    const tensor = tensors.get(number);
    if (tensor && !(tensor instanceof Error)) tensor.dispose();
    tensors.delete(number);
  }

  async function upload(number: number, contents: HostTensor): Promise<void> {
    const tensor = toTensor(contents);
    try {
      tensors.set(number, (await backend.toDevice?.(tensor)) ?? tensor);
    } catch (error) {
      tensors.set(number, rootCause(error));
      throw error;
    }
  }

  /** Frees all that is held; later requests find nothing. */
  async function end(): Promise<void> {
    for (const number of tensors.keys()) free(number);
    for (const session of programs.values()) await session.release();
    programs.clear();
    await backend.end?.();
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
    const outputs = (await session.run(Object.fromEntries(inputs))) as Record<string, Tensor>;
    const returned: [string, Tensor][] = [];
    for (const [name, tensor] of Object.entries(outputs)) {
      const number = resident[name];
      if (number === undefined) returned.push([name, tensor]);
      else tensors.set(number, tensor);
    }
    const contents = await toHost(returned.map(([, tensor]) => tensor));
    for (const [, tensor] of returned) tensor.dispose();
    return Object.fromEntries(returned.map(([name], index) => [name, contents[index]!]));
  }

  return async (request) => {
    switch (request.kind) {
      case 'compile':
        programs.set(
          request.program,
          await backend.createSession(request.model, request.occasional),
        );
        return {};
      case 'release':
        await programs.get(request.program)?.release();
        programs.delete(request.program);
        return {};
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
        await upload(request.tensor, request.contents);
        return {};
      case 'read': {
        const [contents] = await toHost([held(request.tensor, 'the tensor')]);
        // A copy: the tensor may still be fed, and the reader may write to what it got.
        return { contents: { ...contents!, data: contents!.data.slice() } };
      }
      case 'free':
        free(request.tensor);
        return {};
      case 'end':
        await end();
        return {};
    }
  };
}

/** The failure at the start of a chain of runs that used each other's results. */
function rootCause(error: unknown): Error {
  const failure = error instanceof Error ? error : new Error(String(error));
  return failure.cause instanceof Error ? rootCause(failure.cause) : failure;
}
