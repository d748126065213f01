import { createRequire } from 'node:module';
import fs from 'node:fs';
import { optimize } from '../packages/alebrije/src/graph/passes.ts';
import { encodeModel } from '../packages/alebrije/src/runtime/onnx/encode.ts';
import { prepareStep } from './step.ts';
import { createRuntime } from '../packages/alebrije/src/runtime/backends.ts';
const ort = createRequire(import.meta.url)('onnxruntime-node');
const rt = await createRuntime('cpu-inline');
const [name, batch] = process.argv.slice(2);
const s = await prepareStep(rt, name!, Number(batch));
const bytes = encodeModel(optimize({ ...s.graph, outputs: s.graph.outputs.map((o) => ({ ...o, name: 'out:' + o.name })) }));
const session = await ort.InferenceSession.create(bytes, { enableProfiling: true, profileFilePrefix: '/tmp/prof', logSeverityLevel: 3 });
const feeds: any = {};
for (const i of s.graph.inputs) { const { name, type } = i.attributes; const n = type.shape.reduce((p: number, e: number) => p * e, 1);
  const data = type.dtype === 'uint8' ? new Uint8Array(n).map((_, k) => (k * 37) % 256) : type.dtype === 'int32' ? new Int32Array(n) : new Float32Array(n).map(() => (Math.random()-0.5)*0.1);
  feeds[name] = new ort.Tensor(type.dtype, data, [...type.shape]); }
for (let k = 0; k < 12; k++) await session.run(feeds);
session.endProfiling();
const file = fs.readdirSync('/tmp').filter((f) => f.startsWith('prof')).sort().at(-1)!;
const ev = JSON.parse(fs.readFileSync('/tmp/' + file, 'utf8')).filter((e: any) => e.cat === 'Node' && e.name.endsWith('kernel_time'));
const by: Record<string, number> = {}; const one: Record<string, { n: number, t: number[] }> = {};
for (const e of ev) { (one[e.name.replace('_kernel_time','') + ' ' + e.args.op_name + ' ' + JSON.stringify(e.args.input_type_shape) + '->' + JSON.stringify(e.args.output_type_shape)] ??= { n: 0, t: [] }).t.push(e.dur / 1000); }
const med = Object.entries(one).map(([k, v]) => [k, v.t.sort((a, b) => a - b)[v.t.length >> 1]!] as const);
for (const [k, t] of med) { const op = k.split(' ')[1]!; by[op] = (by[op] ?? 0) + t; }
console.log(Object.entries(by).sort((a, b) => b[1] - a[1]).map(([k, v]) => k + ' ' + v.toFixed(1)).join('\n'));
console.log(med.sort((a, b) => b[1] - a[1]).slice(0, 36).map(([k, t]) => t.toFixed(2) + ' ' + k.replaceAll('"float":','').slice(0, 230)).join('\n'));
fs.unlinkSync('/tmp/' + file);
