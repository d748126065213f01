/** `alebrije train conv-ae` as a user runs it: how soon it begins to learn, and what memory it takes. */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './child.ts';
import { median, rounded, type Training } from './result.ts';

const COMMAND = 'alebrije train conv-ae';
const preload = path.join(path.dirname(fileURLToPath(import.meta.url)), 'as-on-terminal.js');
const program = path.join(root, 'packages/alebrije/bin/alebrije.js');

/** The bar, which is drawn first when the first step is done. */
const BAR = /epoch 1\/\d+ [█░]/;

interface Outcome {
  /** Until the bar is there. */
  readonly firstStepSeconds: number;
  /** NaN if it was ended before its end. */
  readonly peakMB: number;
}

/**
 * @param options of the command that end it; without any it is killed after the first step
 * @throws Error with what the command said, if it ends before its first step
 */
async function run(...options: readonly string[]): Promise<Outcome> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alebrije-bench-'));
  const words = ['--import', preload, program, ...COMMAND.split(' ').slice(1)];
  const begin = performance.now();
  words.push('--out', path.join(folder, 'run'), ...options);
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let firstStepSeconds: number | undefined;
  child.stderr!.on('data', (chunk) => {
    said += chunk;
    if (firstStepSeconds === undefined && BAR.test(said)) {
      firstStepSeconds = (performance.now() - begin) / 1000;
      if (options.length === 0) child.kill('SIGKILL');
    }
  });
  let memory = '';
  child.stdio[3]!.on('data', (chunk) => {
    memory += chunk;
  });
  await new Promise((resolve) => {
    child.on('close', resolve);
  });
  fs.rmSync(folder, { recursive: true });
  if (firstStepSeconds === undefined) throw new Error(`${COMMAND} did not begin: ${said}`);
  return { firstStepSeconds, peakMB: memory === '' ? Number.NaN : Number(memory) / 1024 };
}

/** @param trials of the start; the memory is measured too if there is more than one */
export async function measureTraining(trials: number): Promise<Training> {
  const starts: number[] = [];
  for (let trial = 0; trial < trials; trial++) {
    process.stderr.write(`${COMMAND}: start ${trial + 1} of ${trials}\n`);
    starts.push((await run()).firstStepSeconds);
  }
  const result = { command: COMMAND, firstStepSeconds: rounded(median(starts)) };
  if (trials === 1) return result;
  process.stderr.write(`${COMMAND}: memory\n`);
  const training = await run('--steps', '100', '--no-report');
  const whole = await run('--steps', '100');
  return {
    ...result,
    peakMB: Math.round(training.peakMB),
    peakWithReportMB: Math.round(whole.peakMB),
  };
}
