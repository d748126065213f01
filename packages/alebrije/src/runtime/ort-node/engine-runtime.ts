/** The Runtime interface over a connection to an engine. */

import type { Graph, HostData, HostTensor, TensorType } from '../../graph/types.ts';
import { checkFeeds, checkResident } from '../feeds.ts';
import type { LoweringTarget } from '../lowering/target.ts';
import { encodeModel } from '../onnx/encode.ts';
import type {
  CompileOptions,
  DeviceTensor,
  Execution,
  Feeds,
  Program,
  Runtime,
} from '../runtime.ts';
import type { EngineConnection, EngineReply } from './protocol.ts';

/** An array in memory of its own, which can be moved to another thread. */
type OwnData = HostData & { readonly buffer: ArrayBuffer };

const ARRAY = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };

/** Copies, so that the caller may reuse its array at once; float64 is rounded to float32. */
function copyOf({ dtype, shape, data }: HostTensor): HostTensor & { readonly data: OwnData } {
  return { dtype, shape, data: new ARRAY[dtype](data) as OwnData };
}

/** Marks a failure as handled: it also reaches every read and run that needs the result. */
function reportLater(reply: Promise<unknown>): void {
  reply.catch(() => {});
}

/**
 * Names for the outputs under which ONNX can tell them from the inputs: a training step may well
 * take `weights` and give `weights`.
 */
function distinctOutputs(graph: Graph): { graph: Graph; engineName: Map<string, string> } {
  const taken = new Set(graph.inputs.map(({ attributes }) => attributes.name));
  for (const { name } of graph.outputs) taken.add(name);
  const inputs = new Set(graph.inputs.map(({ attributes }) => attributes.name));
  const outputs = graph.outputs.map(({ name, node }) => {
    let distinct = name;
    while (inputs.has(name) && taken.has(distinct)) distinct += "'";
    taken.add(distinct);
    return { name: distinct, node };
  });
  return {
    graph: { ...graph, outputs },
    engineName: new Map(graph.outputs.map(({ name }, index) => [name, outputs[index]!.name])),
  };
}

/** @param target whose kernels graphs are lowered for; never rejects */
export function createEngineRuntime(
  name: string,
  connection: EngineConnection,
  target: Promise<LoweringTarget>,
): Runtime {
  const numbers = new WeakMap<DeviceTensor, number>();
  let lastNumber = 0;
  let closed: Promise<void> | undefined;

  function send(...request: Parameters<EngineConnection['send']>): Promise<EngineReply> {
    if (closed) throw new Error(`the ${name} runtime was disposed`);
    return connection.send(...request);
  }

  function deviceTensor(number: number, { dtype, shape }: TensorType): DeviceTensor {
    const tensor: DeviceTensor = {
      type: { dtype, shape },
      async read() {
        if (!numbers.has(tensor)) throw new Error('the device tensor was disposed');
        return (await send({ kind: 'read', tensor: number })).contents!;
      },
      dispose() {
        if (!numbers.delete(tensor) || closed) return;
        reportLater(send({ kind: 'free', tensor: number }));
      },
    };
    numbers.set(tensor, number);
    return tensor;
  }

  function numberOf(feed: DeviceTensor, input: string): number {
    const number = numbers.get(feed);
    if (number === undefined) {
      throw new Error(`feed '${input}' is a device tensor that was disposed, or not made here`);
    }
    return number;
  }

  async function compile(
    graph: Graph,
    { occasional = false }: CompileOptions = {},
  ): Promise<Program> {
    const program = ++lastNumber;
    const { graph: distinct, engineName } = distinctOutputs(graph);
    const model = encodeModel(distinct, { target: await target });
    await send({ kind: 'compile', program, model, occasional }, [model.buffer]);
    let disposed = false;
    return {
      run(feeds, resident = []) {
        if (disposed) throw new Error('the program was disposed');
        checkFeeds(graph, feeds);
        checkResident(graph, resident);
        return execute(program, graph, engineName, feeds, resident);
      },
      dispose() {
        if (disposed || closed) return;
        disposed = true;
        reportLater(send({ kind: 'release', program }));
      },
    };
  }

  function execute(
    program: number,
    graph: Graph,
    engineName: ReadonlyMap<string, string>,
    feeds: Feeds,
    resident: readonly string[],
  ): Execution {
    const moved: ArrayBuffer[] = [];
    const sent: Record<string, HostTensor | number> = {};
    for (const [input, feed] of Object.entries(feeds)) {
      if ('data' in feed) {
        const copy = copyOf(feed);
        moved.push(copy.data.buffer);
        sent[input] = copy;
      } else sent[input] = numberOf(feed, input);
    }
    const kept: Record<string, number> = {};
    for (const output of resident) kept[engineName.get(output)!] = ++lastNumber;
    const reply = send({ kind: 'run', program, feeds: sent, resident: kept }, moved);
    reportLater(reply);
    const returned = graph.outputs.filter((output) => !resident.includes(output.name));
    const host = reply.then((tensors) =>
      Object.fromEntries(
        returned.map((output) => [output.name, tensors[engineName.get(output.name)!]!]),
      ),
    );
    reportLater(host);
    const device = graph.outputs
      .filter((output) => resident.includes(output.name))
      .map(({ name: output, node }) => {
        const number = kept[engineName.get(output)!]!;
        return [output, deviceTensor(number, node.type)] as const;
      });
    return { resident: Object.fromEntries(device), host };
  }

  async function end(): Promise<void> {
    // An engine that has failed cannot free anything, and need not.
    await connection.send({ kind: 'end' }).catch(() => {});
    await connection.close();
  }

  return {
    name,
    compile,
    upload(tensor) {
      const number = ++lastNumber;
      if (connection.sharesMemory && tensor.data.buffer instanceof ArrayBuffer) {
        reportLater(send({ kind: 'upload', tensor: number, contents: tensor }));
      } else {
        const copy = copyOf(tensor);
        reportLater(send({ kind: 'upload', tensor: number, contents: copy }, [copy.data.buffer]));
      }
      return deviceTensor(number, tensor);
    },
    dispose() {
      closed ??= end();
      return closed;
    },
  };
}
