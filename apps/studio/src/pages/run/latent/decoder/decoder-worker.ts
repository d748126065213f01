/** The worker that decodes: a run's exported network in ONNX Runtime's WebAssembly. */

import type { InferenceSession } from 'onnxruntime-web';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { wasmBackend } from '../../../../../../../packages/alebrije/src/runtime/ort-web/wasm-backend.ts';
import type { Decoded, DecodeRequest, FromDecoder, ToDecoder } from './protocol.ts';

interface Network {
  run(request: Omit<DecodeRequest, 'id'>): Promise<Decoded>;
}

/** @throws Error if the file or the WebAssembly cannot be loaded */
async function openNetwork(url: string): Promise<Network> {
  const [ort, answer] = await Promise.all([
    import('onnxruntime-web/wasm'),
    // A network that was exported anew has the address of the earlier one.
    fetch(url, { cache: 'no-cache' }),
  ]);
  if (!answer.ok) throw new Error(`the exported network could not be loaded: ${answer.status}`);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { wasm: wasmUrl };
  ort.env.logLevel = 'error';
  const backend = wasmBackend(ort);
  const session = await backend.createSession(new Uint8Array(await answer.arrayBuffer()));
  const [codesName = 'codes'] = session.inputNames;
  const [outputName = ''] = session.outputNames;
  const fixed = fixedBatch(session);

  async function decode(codes: Float32Array, count: number, label: number | undefined) {
    const inputs = {
      [codesName]: backend.createTensor('float32', codes, [count, codes.length / count]),
      ...(session.inputNames.includes('labels') && {
        labels: backend.createTensor('int32', new Int32Array(count).fill(label ?? 0), [count]),
      }),
    };
    const output = (await session.run(inputs))[outputName]!;
    const values = Float32Array.from(output.data as Float32Array);
    output.dispose();
    return values;
  }

  // The first decode takes many times as long as any later one.
  const warmSize = session.inputMetadata[0]?.isTensor
    ? session.inputMetadata[0].shape[1]
    : undefined;
  if (typeof warmSize === 'number')
    await decode(new Float32Array((fixed ?? 1) * warmSize), fixed ?? 1, 0);

  return {
    async run({ codes, count, label }) {
      const start = performance.now();
      const values =
        fixed === undefined || fixed === count
          ? await decode(codes, count, label)
          : await decodeOneByOne(codes, count, (code) => decode(code, 1, label));
      return { values, milliseconds: performance.now() - start };
    },
  };
}

/** The batch size of a network that takes no other. */
function fixedBatch({ inputMetadata }: InferenceSession): number | undefined {
  const [input] = inputMetadata;
  const batch = input?.isTensor ? input.shape[0] : undefined;
  return typeof batch === 'number' ? batch : undefined;
}

async function decodeOneByOne(
  codes: Float32Array,
  count: number,
  decode: (code: Float32Array) => Promise<Float32Array>,
): Promise<Float32Array> {
  const size = codes.length / count;
  const rows: Float32Array[] = [];
  for (let row = 0; row < count; row++) {
    rows.push(await decode(codes.slice(row * size, (row + 1) * size)));
  }
  const all = new Float32Array(count * (rows[0]?.length ?? 0));
  for (const [row, values] of rows.entries()) all.set(values, row * values.length);
  return all;
}

/** What is used of a worker's global scope; the page is typed with that of a window. */
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<ToDecoder>) => void;
  postMessage: (message: FromDecoder, moved: readonly Transferable[]) => void;
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

let network: Promise<Network> | undefined;

async function answer({ id, ...request }: DecodeRequest): Promise<void> {
  try {
    const decoded = await (await network!).run(request);
    scope.postMessage({ id, decoded }, [decoded.values.buffer]);
  } catch (error) {
    scope.postMessage({ id, error: textOf(error) }, []);
  }
}

scope.onmessage = ({ data }) => {
  if ('decode' in data) {
    void answer(data.decode);
    return;
  }
  network = openNetwork(data.open);
  network.then(
    () => scope.postMessage({ opened: true }, []),
    (error: unknown) => scope.postMessage({ failed: textOf(error) }, []),
  );
};
