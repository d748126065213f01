/** Runs the command line: as a process, or in this one where many runs are needed. */

import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  /** Resolves when standard error has shown the text; rejects if the command ends before. */
  shown(text: string): Promise<void>;
  readonly outcome: Promise<Outcome>;
}

/** A folder that lives as long as the tests of a file. */
export function sharedFolder(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'alebrije-test-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export function startCommand(argv: readonly string[], cwd: string): RunningCommand {
  const child = spawn(process.execPath, [program, ...argv], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    process: child,
    outcome,
    shown(text) {
      return new Promise((resolve, reject) => {
        const look = () => stderr.includes(text) && resolve();
        look();
        child.stderr.on('data', look);
        child.on('close', () => reject(new Error(`ended without showing ${text}: ${stderr}`)));
      });
    },
  };
}

export function runCommand(argv: readonly string[], cwd: string): Promise<Outcome> {
  return startCommand(argv, cwd).outcome;
}

/** In this process; interruption never comes. */
export async function runInProcess(
  argv: readonly string[],
  terminal?: NodeJS.WritableStream,
): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const code = await runCommandLine(argv, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    ...(terminal && { terminal }),
    interruption: () => new AbortController().signal,
    debug: false,
  });
  return { code, stdout, stderr };
}
