/**
 * Where a step's time goes, as ONNX Runtime's own profiler sees it: `npm run bench -- --profile`. Profiling
 * costs time itself, most in small networks; the shares count, not the sum.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ort from 'onnxruntime-node';
import { createRuntime } from '../packages/alebrije/src/runtime/backends.ts';
import { matmulGflops } from './measure.ts';
import type { Network } from './networks.ts';
import { median, rounded } from './result.ts';
import { prepareStep } from './step.ts';

/** One kind of work inside a step. */
export interface ProfilePart {
  /** Of the time in all operators. */
  readonly share: number;
  /** Operators per iteration. */
  readonly count: number;
}

export interface Profile {
  readonly name: string;
  readonly batch: number;
  readonly products: ProfilePart;
  /** GFLOP/s while products and convolutions run, divided by those of a 1024x1024x1024 product. */
  readonly productSpeed: number;
  readonly elementwise: ProfilePart;
  readonly layout: ProfilePart;
  readonly reductions: ProfilePart;
}

type Kind = 'products' | 'elementwise' | 'layout' | 'reductions';

const PRODUCTS = /^(Conv|ConvTranspose|Gemm|FusedGemm|MatMul|FusedMatMul|FusedConv)$/;
const REDUCTIONS = /^(Reduce\w*|\w*Pool|Softmax|ArgMax|CumSum)$/;
const LAYOUT =
  /^(Concat|Split|Slice|Gather\w*|Scatter\w*|Pad|Transpose|Reshape|Expand|Squeeze|Unsqueeze|Reorder\w*|Upsample|Resize)$/;

function kindOf(operator: string): Kind {
  if (PRODUCTS.test(operator)) return 'products';
  if (REDUCTIONS.test(operator)) return 'reductions';
  return LAYOUT.test(operator) ? 'layout' : 'elementwise';
}

interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args: { readonly op_name?: string };
}

/** Median milliseconds of each operator of a program over its runs. */
function operatorTimes(events: readonly ProfileEvent[]): { operator: string; ms: number }[] {
  const durations = new Map<string, { operator: string; times: number[] }>();
  for (const { cat, name, dur, args } of events) {
    if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue;
    const entry = durations.get(name) ?? { operator: args.op_name!, times: [] };
    entry.times.push(dur / 1000);
    durations.set(name, entry);
  }
  return [...durations.values()].map(({ operator, times }) => ({ operator, ms: median(times) }));
}

const RUNS = 12;

export async function profileStep({ name, batch }: Network): Promise<Profile> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alebrije-profile-'));
  const runtime = await createRuntime('cpu-inline');
  const product = await matmulGflops(runtime, 1);
  const { create } = ort.InferenceSession;
  const sessions: ort.InferenceSession[] = [];
  const createProfiled = async (
    model: Uint8Array,
    options: ort.InferenceSession.SessionOptions,
  ) => {
    const profileFilePrefix = path.join(folder, 'p');
    const profiled = { ...options, enableProfiling: true, profileFilePrefix };
    const session = await create.call(ort.InferenceSession, model, profiled);
    sessions.push(session);
    return session;
  };
  ort.InferenceSession.create = createProfiled as typeof create;
  try {
    const step = await prepareStep(runtime, name, batch);
    for (let run = 0; run < RUNS; run++) await step.run();
    for (const session of sessions) session.endProfiling();
    const [largest] = fs
      .readdirSync(folder)
      .map((file) => path.join(folder, file))
      .sort((a, b) => fs.statSync(b).size - fs.statSync(a).size);
    const times = operatorTimes(JSON.parse(fs.readFileSync(largest!, 'utf8')));
    const total = times.reduce((sum, { ms }) => sum + ms, 0);
    const part = (kind: Kind) => {
      const own = times.filter(({ operator }) => kindOf(operator) === kind);
      const ms = own.reduce((sum, time) => sum + time.ms, 0);
      return { ms, share: rounded(ms / total), count: Math.round(own.length / step.iterations) };
    };
    const { ms, ...products } = part('products');
    const bare = (kind: Kind) => {
      const { share, count } = part(kind);
      return { share, count };
    };
    return {
      name,
      batch,
      products,
      productSpeed: rounded(((step.gflop * step.iterations) / ms) * (1000 / product)),
      elementwise: bare('elementwise'),
      layout: bare('layout'),
      reductions: bare('reductions'),
    };
  } finally {
    ort.InferenceSession.create = create;
    await runtime.dispose();
    fs.rmSync(folder, { recursive: true });
  }
}
