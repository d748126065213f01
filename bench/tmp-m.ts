import { createRequire } from 'node:module';
import { create, toBinary } from '@bufbuild/protobuf';
import * as pb from '../packages/alebrije/src/runtime/onnx/generated/onnx_pb.ts';
const ort = createRequire(import.meta.url)('onnxruntime-node');
type N = { op: string; in: string[]; out: string[]; attr?: any };
const A = (name: string, v: any) => typeof v === 'number' && Number.isInteger(v) ? { name, type: 2, i: BigInt(v) } : Array.isArray(v) ? { name, type: 7, ints: v.map(BigInt) } : { name, type: 1, f: v };
async function bench(label: string, inputs: Record<string, number[]>, nodes: N[], out: string, consts: Record<string, { dims: number[], f?: number[], i?: number[] }> = {}) {
  const vi = (name: string, dims?: number[]) => ({ name, type: { value: { case: 'tensorType' as const, value: { elemType: 1, ...(dims && { shape: { dim: dims.map((d) => ({ value: { case: 'dimValue' as const, value: BigInt(d) } })) } }) } } } });
  const m = create(pb.ModelProtoSchema as any, { irVersion: 10n, opsetImport: [{ domain: '', version: 21n }], graph: { name: 'g', input: Object.entries(inputs).map(([k, d]) => vi(k, d)), output: [vi(out)],
    initializer: Object.entries(consts).map(([name, c]) => c.f ? { name, dims: c.dims.map(BigInt), dataType: 1, floatData: c.f } : { name, dims: c.dims.map(BigInt), dataType: 7, int64Data: c.i!.map(BigInt) }),
    node: nodes.map((n) => ({ opType: n.op, input: n.in, output: n.out, attribute: Object.entries(n.attr ?? {}).map(([k, v]) => A(k, v)) })) } } as any);
  const s = await ort.InferenceSession.create(toBinary(pb.ModelProtoSchema as any, m), { logSeverityLevel: 3 });
  const feeds: any = {}; for (const [k, d] of Object.entries(inputs)) feeds[k] = new ort.Tensor('float32', new Float32Array(d.reduce((a, b) => a * b, 1)).map(() => Math.max(0, Math.random() - 0.5)), d);
  const ts: number[] = []; for (let i = 0; i < 40; i++) { const t = performance.now(); await s.run(feeds); ts.push(performance.now() - t); } ts.sort((a, b) => a - b);
  console.log(label.padEnd(40), 'min', ts[0]!.toFixed(2), 'med', ts[20]!.toFixed(2));
}
const D = [100, 32, 32, 32];
const fin = (_: string, x: string): N => ({ op: 'ReduceMax', in: [x], out: ['r'], attr: { keepdims: 0 } });
const big = { big: { dims: [], f: [1e38] }, zero: { dims: [], f: [0] }, one: { dims: [], f: [1] } };
await bench('nothing', { y: D, g: D }, [fin('', 'g')], 'r');
await bench('mul', { y: D, g: D }, [{ op: 'Mul', in: ['g', 'y'], out: ['z'] }, fin('', 'z')], 'r');
await bench('sign*g', { y: D, g: D }, [{ op: 'Sign', in: ['y'], out: ['s'] }, { op: 'Mul', in: ['g', 's'], out: ['z'] }, fin('', 'z')], 'r');
await bench('clip(y*big)*g', { y: D, g: D }, [{ op: 'Mul', in: ['y', 'big'], out: ['a'] }, { op: 'Clip', in: ['a', 'zero', 'one'], out: ['s'] }, { op: 'Mul', in: ['g', 's'], out: ['z'] }, fin('', 'z')], 'r', big);
await bench('min(y*big,1)*g', { y: D, g: D }, [{ op: 'Mul', in: ['y', 'big'], out: ['a'] }, { op: 'Min', in: ['a', 'one'], out: ['s'] }, { op: 'Mul', in: ['g', 's'], out: ['z'] }, fin('', 'z')], 'r', big);
await bench('greater+cast', { y: D, g: D }, [{ op: 'Greater', in: ['y', 'zero'], out: ['b'] }, { op: 'Cast', in: ['b'], out: ['s'], attr: { to: 1 } }, { op: 'Mul', in: ['g', 's'], out: ['z'] }, fin('', 'z')], 'r', big);
await bench('where', { y: D, g: D }, [{ op: 'Greater', in: ['y', 'zero'], out: ['b'] }, { op: 'Where', in: ['b', 'g', 'zero'], out: ['z'] }, fin('', 'z')], 'r', big);
await bench('castbool castf', { y: D, g: D }, [{ op: 'Cast', in: ['y'], out: ['b'], attr: { to: 9 } }, { op: 'Cast', in: ['b'], out: ['s'], attr: { to: 1 } }, { op: 'Mul', in: ['g', 's'], out: ['z'] }, fin('', 'z')], 'r', big);
await bench('convT s1 1->32', { y: [100, 1, 32, 32], w: [1, 32, 3, 3] }, [{ op: 'ConvTranspose', in: ['y', 'w'], out: ['z'], attr: { pads: [1, 1, 1, 1] } }, fin('', 'z')], 'r');
await bench('conv s1 1->32', { y: [100, 1, 32, 32], w: [32, 1, 3, 3] }, [{ op: 'Conv', in: ['y', 'w'], out: ['z'], attr: { pads: [1, 1, 1, 1] } }, fin('', 'z')], 'r');
await bench('convT s1 64->64', { y: [100, 64, 16, 16], w: [64, 64, 3, 3] }, [{ op: 'ConvTranspose', in: ['y', 'w'], out: ['z'], attr: { pads: [1, 1, 1, 1] } }, fin('', 'z')], 'r');
await bench('conv s1 64->64', { y: [100, 64, 16, 16], w: [64, 64, 3, 3] }, [{ op: 'Conv', in: ['y', 'w'], out: ['z'], attr: { pads: [1, 1, 1, 1] } }, fin('', 'z')], 'r');
await bench('convT s2 64->32 @32', { y: [100, 64, 16, 16], w: [64, 32, 3, 3] }, [{ op: 'ConvTranspose', in: ['y', 'w'], out: ['z'], attr: { strides: [2, 2], pads: [0, 0, 1, 1], output_padding: [0, 0] } }, fin('', 'z')], 'r');
// phases: conv 2x2 to 4C channels then pixel shuffle
await bench('phases s2 64->32 @32 (conv2x2 + d2s)', { y: [100, 64, 16, 16], w: [128, 64, 2, 2] }, [{ op: 'Conv', in: ['y', 'w'], out: ['p'], attr: { pads: [1, 1, 0, 0] } }, { op: 'DepthToSpace', in: ['p'], out: ['z'], attr: { blocksize: 2 } }, fin('', 'z')], 'r');
await bench('phases s2 128->64 @16 convT', { y: [100, 128, 8, 8], w: [128, 64, 3, 3] }, [{ op: 'ConvTranspose', in: ['y', 'w'], out: ['z'], attr: { strides: [2, 2], pads: [0, 0, 1, 1] } }, fin('', 'z')], 'r');
await bench('phases s2 128->64 @16 (conv2x2 + d2s)', { y: [100, 128, 8, 8], w: [256, 128, 2, 2] }, [{ op: 'Conv', in: ['y', 'w'], out: ['p'], attr: { pads: [1, 1, 0, 0] } }, { op: 'DepthToSpace', in: ['p'], out: ['z'], attr: { blocksize: 2 } }, fin('', 'z')], 'r');
