/**
 * `npm run bench`: training steps against a 1024x1024x1024 product in the same process.
 *   --json           one JSON object on standard output
 *   --write FILE     the same object to a file
 *   --loop           instead: what the trainer adds to a step, and memory over 5,000 steps
 */

import fs from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { createRuntime } from '../packages/alebrije/src/runtime/backends.ts';
import { trainerOverhead } from './loop.ts';
import { matmulGflops, time } from './measure.ts';
import { memoryOverSteps } from './memory.ts';
import { prepareStep } from './step.ts';

const STEPS: readonly (readonly [recipe: string, batch: number])[] = [
  ['conv-ae', 100],
  ['upsampling-ae', 100],
  ['conv-vae', 100],
  ['dense-vae', 128],
  ['stacked-ae', 32],
];

interface Entry {
  readonly name: string;
  readonly batch: number;
  readonly stepMs: number;
  readonly minMs: number;
  readonly gflop: number;
  readonly gflops: number;
  /** Of the product's GFLOP/s, measured just before and just after. */
  readonly share: number;
  readonly peakMB: number;
}

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'string' },
    loop: { type: 'boolean', default: false },
  },
});

const round = (value: number, digits = 3) => Number(value.toPrecision(digits));
const peakMB = () => Math.round(process.resourceUsage().maxRSS / 1024);

async function measureSteps(): Promise<{ matmul: number; entries: Entry[] }> {
  const runtime = await createRuntime('cpu-inline');
  const products: number[] = [];
  const entries: Entry[] = [];
  for (const [name, batch] of STEPS) {
    const before = await matmulGflops(runtime);
    const step = await prepareStep(runtime, name, batch);
    const { medianMs, minMs } = await time(() => step.run(), { count: 15, seconds: 5 });
    step.dispose();
    const after = await matmulGflops(runtime);
    const product = (before + after) / 2;
    const gflops = (step.gflop / medianMs) * 1000;
    products.push(before, after);
    entries.push({
      name,
      batch,
      stepMs: round(medianMs, 4),
      minMs: round(minMs, 4),
      gflop: round(step.gflop, 4),
      gflops: round(gflops),
      share: round(gflops / product),
      peakMB: peakMB(),
    });
    process.stderr.write(
      `${name}: ${round(medianMs, 4)} ms, ${round(gflops / product)} of product\n`,
    );
  }
  await runtime.dispose();
  products.sort((a, b) => a - b);
  return { matmul: products[products.length >> 1]!, entries };
}

const machine = {
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.availableParallelism(),
  memoryGB: Math.round(os.totalmem() / 2 ** 30),
  node: process.version,
  platform: `${os.platform()} ${os.arch()}`,
};

function stepTable(matmulGflops: number, entries: readonly Entry[]): string {
  const rows = entries.map((entry) =>
    [
      entry.name.padEnd(14),
      String(entry.batch).padStart(6),
      entry.stepMs.toFixed(1).padStart(7),
      `(${entry.minMs.toFixed(1)})`.padStart(8),
      entry.gflop.toFixed(2).padStart(6),
      entry.gflops.toFixed(1).padStart(8),
      entry.share.toFixed(2).padStart(6),
      String(entry.peakMB).padStart(8),
    ].join(' '),
  );
  const header = 'step            batch     ms   (min)  GFLOP  GFLOP/s  share  peak MB';
  return [`1024x1024x1024 product: ${matmulGflops} GFLOP/s`, '', header, ...rows].join('\n');
}

/** The results as an object, and as text for people. */
async function measureAll(): Promise<{ result: object; text: string }> {
  if (options.loop) {
    const result = {
      machine,
      trainerOverhead: await trainerOverhead(),
      memory: await memoryOverSteps(),
    };
    return { result, text: JSON.stringify(result, null, 2) };
  }
  const { matmul, entries } = await measureSteps();
  const matmulGflops = round(matmul, 4);
  return { result: { machine, matmulGflops, entries }, text: stepTable(matmulGflops, entries) };
}

const { result, text } = await measureAll();
const json = JSON.stringify(result, null, 2);
if (options.write) fs.writeFileSync(options.write, `${json}\n`);
process.stdout.write(`${options.json ? json : text}\n`);
