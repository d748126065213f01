/** Runs commands of `alebrije`, each in a process of its own, with its progress on the terminal. */

import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Json } from './json-table.ts';
import { root } from './workplace.ts';

const program = path.join(root, 'packages/alebrije/dist/cli/main.js');

/** What commands answer that were interrupted. */
const EXIT_INTERRUPTED = 130;

/** Ctrl-C was pressed: nothing more is to be started. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface CommandOutcome {
  readonly answer?: { readonly [name: string]: Json };
  readonly error?: string;
  readonly seconds: number;
}

function parseAnswer(output: string): { readonly [name: string]: Json } | undefined {
  try {
    return JSON.parse(output) as { readonly [name: string]: Json };
  } catch {
    return undefined;
  }
}

/** @throws Interrupted after Ctrl-C, once the command has saved what it had */
export async function runCommand(args: readonly string[]): Promise<CommandOutcome> {
  const start = performance.now();
  const child = spawn(process.execPath, [program, ...args, '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>(
    (resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
    },
  );
  const seconds = (performance.now() - start) / 1000;
  if (code === EXIT_INTERRUPTED || signal === 'SIGINT' || signal === 'SIGTERM') {
    throw new Interrupted('interrupted');
  }
  const answer = parseAnswer(output);
  if (code === 0 && answer) return { answer, seconds };
  const told = typeof answer?.error === 'string' ? answer.error : undefined;
  return { error: told ?? `it ended with ${code ?? signal}`, seconds };
}

/** The command as one types it. */
export function commandText(args: readonly string[]): string {
  const quoted = args.map((word) => (/^[\w./=:,{}+-]+$/.test(word) ? word : `'${word}'`));
  return `npx alebrije ${quoted.join(' ')}`;
}
